import type { Words } from "../en/en";

export const company: Words["company"] = {
  title: "知识",
  sentence: (notes, documents, proposals) =>
    `${notes} 条笔记和 ${documents} 份文档，所有智能体都能找到${
      proposals === 0 ? "" : `；${proposals} 条智能体的提议待审阅`
    }`,
  tabs: {
    notes: () => "笔记",
    proposals: (open) => (open === 0 ? "提议" : `提议（${open}）`),
  },
  notes: "笔记",
  documents: "文档",
  document: (bytes, isReadable) =>
    `${bytes} 字节${isReadable ? "" : "；仅列出，因为它不是 256 KB 以内的文本文件"}`,
  theNote: "笔记",
  theProposals: "提议",
  emptyTitle: "还没有笔记",
  emptyText:
    "写下每个智能体都应知道的内容：目标、决定、事实、人员、风格。文档请复制到此文件夹内的 files 文件夹：",
  cut: "文件多于此列表所示。",
  add: "添加笔记",
  fields: { path: "路径", name: "名称", summary: "摘要：用一行说明内容", text: "正文" },
  missing: "请填写此项。",
  editHelp: "请保留开头的名称和摘要：智能体据此选择笔记。",
  meanwhile: "你开始编辑后笔记已被更改。下面是它现在的内容；保存将替换它。",
  saved: (path) => `${path} 已保存`,
  remove: "删除…",
  removeTitle: (name) => `删除 ${name}？`,
  removeText: "智能体将不再找到这条笔记。除非有备份，否则无法恢复。",
  search: "搜索",
  searchLabel: "像智能体一样提问",
  results: "智能体会找到的内容",
  nothing: "没有合适的内容。请换些词语，或把它们加入笔记的摘要。",
  sources: { note: "笔记", document: "文档", answer: "以前的回答" },
  noProposals: "没有提议",
  proposalsText: "智能体会提议修改笔记。在你接受之前，什么都不会改变。",
  stale: "智能体提出此项后笔记已有变化。接受前请先比较。",
  accept: "接受",
  decline: "拒绝",
  accepted: (path) => `${path} 已按提议更改`,
  declined: (path) => `${path} 保持不变`,
};
