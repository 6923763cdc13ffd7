import type { Words } from "../en/en";

export const skills: Words["skills"] = {
  text: "技能是一个包含说明和脚本的文件夹。智能体每次运行都会读取它的描述，任务需要时再读取全文。",
  agent: "智能体",
  noAgents: "还没有智能体。请先创建一个：技能属于某个智能体。",
  toAgents: "前往智能体",
  list: "技能",
  emptyTitle: "还没有技能",
  emptyText: "TinyAGI 会在智能体首次运行前添加自带的技能。",
  add: "添加技能",
  addHelp:
    "输入词语即在公共目录 skills.sh 中搜索。也可以输入 owner/repo@skill、bundled:名称，或含有 SKILL.md 的文件夹的完整路径。",
  addExample: "电子表格 spreadsheet",
  search: "搜索",
  preview: "预览…",
  previewNamed: (ref) => `预览 ${ref}`,
  busy: "获取中…",
  results: "目录中的结果",
  noResult: "目录中没有符合这些词语的技能。",
  installs: (number) => `安装 ${number} 次`,
  page: "介绍页面",
  files: "文件",
  size: (bytes) => `${bytes} 字节`,
  source: (ref) =>
    ref === undefined
      ? "由智能体编写，或手动放入其工作区。"
      : ref === "bundled"
        ? "TinyAGI 自带。"
        : `安装自 ${ref}。`,
  edited: "此后被修改过。",
  installTitle: (name, agent) => `为 @${agent} 安装 ${name}？`,
  installText: "智能体会遵循这些说明，并可能以自己的权限运行这些脚本。请先阅读。",
  install: "安装",
  installed: (name) => `已安装 ${name}`,
  remove: "移除…",
  removeNamed: (name) => `移除 ${name}`,
  removeTitle: (name) => `移除 ${name}？`,
  removeText:
    "它的所有文件都会从智能体的工作区删除。自带技能可用 bundled:名称 恢复，其他技能可从原处重新安装。",
};
