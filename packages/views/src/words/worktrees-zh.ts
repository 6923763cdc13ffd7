import type { WorktreeRefusal } from "@tinyagi/contracts";

/** 为什么不能使用仓库。 */
export const WORKTREES: Readonly<Record<WorktreeRefusal, string>> = {
  link: "仓库的一部分是符号链接。请换成它所指的内容",
  not_linked_back: "`.git` 指向别处的仓库，而那里不认识此文件夹。请在那里运行 `git worktree repair`",
  borrowed_objects:
    "仓库借用了另一个仓库的对象。请运行 `git repack -a -d`，然后删除 `.git/objects/info/alternates`",
  no_commit: "仓库还没有提交，或使用了 TinyAGI 不能读取的格式（reftable、SHA-256）。请先提交，或使用常用格式",
  unreadable: "git 无法读取其提交的文件。请在那里运行 `git fsck`",
  changing: "读取期间仓库一直在变化。请重试",
  occupied: "工作树的文件夹或其分支已被占用。请将其移除",
  no_git: "本机没有安装 git。请安装",
};
