import type { PullWords } from "./pull-words.js";

export const pullZh: PullWords = {
  state: {
    pushed: (branch, _target, commit) => `分支 ${branch} 已推送（${commit}）。`,
    open: (branch, target, commit) => `从 ${branch} 到 ${target} 的拉取请求处于打开状态，位于 ${commit}。`,
    merged: (branch, target) => `${branch} 的拉取请求已合并到 ${target}。`,
    closed: (branch) => `${branch} 的拉取请求已关闭，没有合并。`,
  },
  checked: { none: "没有检查", pending: "检查进行中", passed: "检查通过", failed: "检查失败" },
  review: { none: "没有评审", approved: "已批准", changes_requested: "要求修改" },
  mergeable: { unknown: "尚不清楚能否合并", yes: "可以合并", no: "无法合并" },
  failed: (names) => `失败：${names.join("、")}`,
  problem: {
    unreachable: "无法访问 GitHub。",
    unauthorized: "GitHub 不接受该令牌。",
    forbidden: "该令牌在 GitHub 上无权这样做，或者仓库不存在。",
    limited: "已达到 GitHub 的请求限制。TinyAGI 会等到限制结束。",
    unexpected: "GitHub 给出了 TinyAGI 无法理解的回答。",
    no_token: "设置中没有该远程仓库的令牌，或者无法读取。",
    no_remote: "设置中没有此仓库的远程仓库。",
    no_github: "该远程仓库不在 GitHub 上。",
    no_push: "该令牌无权推送到仓库。",
    no_answer: "无法访问远程仓库，或者它不接受该令牌。",
    moved: "GitHub 上的分支不在所显示的提交上。请重新查看。",
    other_target: "该合并请求现在指向的分支不是所显示的分支。请在 GitHub 上改回来。",
    not_pushed: "完成的工作无法自动推送。请在这里推送以查看原因。",
    not_mergeable: "GitHub 不允许合并：文件有冲突，或者不满足分支的规则。",
  },
};
