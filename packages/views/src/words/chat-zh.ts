import type { ChatWords } from "./chat-words.js";
import { grouped } from "./counted.js";

const GROUPS = { same: "同类", agent: "此智能体的", model: "使用此模型的", all: "所有智能体的" } as const;

/** What TinyAGI writes in chats, in Chinese. */
export const chat: ChatWords = {
  approval: {
    head: (agent, asks) => `@${agent} ${asks}：`,
    cut: (characters) => `… 另有 ${characters} 个字符未在此显示 …`,
    masked: "此处隐藏了看起来像凭据的内容。",
    options: "建议的回答：",
    answer: (command) => `回答：${command}（所有者），或 `,
    approve: (command) => `批准：${command}（所有者），或 `,
    deny: (command) => `拒绝：${command}，或 `,
    read: "决定前请阅读全部内容：在 TinyOffice 中，或使用 ",
    answerThere: "在那里回答，或使用 ",
    approveThere: "在那里批准，或使用 ",
    yourText: "你的回答",
    expires: (time) => `有效期至 ${time}。`,
  },
  buttons: {
    approve: "批准",
    deny: "拒绝",
    answer: (number) => `回答 ${number}`,
    retry: (which) => `重试${which}`,
    why: (which) => `原因${which}`,
    stop: (which) => `停止等待${which}`,
  },
  estimate: {
    unreadable: "费用估算无法读取，费用未知。",
    total: (percentile, cost) => `预计费用（过去 ${percentile}% 的运行低于此值）：${cost}。`,
    budget: (name, needed, left) => `${name}：需要 ${needed}，剩余 ${left}`,
    tooLittle: "，不足",
    claims: (amounts) => `计划自报 ${amounts}。`,
    nothing: "没有历史运行，价格未知。",
    guess: (cost) => `没有历史运行。按标价估计：${cost}。`,
    from: (cost, runs, { few, group }) => `${cost}，${few ? "仅" : ""}依据${GROUPS[group]} ${runs} 次运行`,
    price: { reported: "", list: "，按标价计算", unknown: "，模型价格未知，按假定价格计算" },
    costUnknown: (tokens) => `${tokens}，费用未知`,
  },
  channel: {
    refused: (why) => `你的消息没有被接受：${why}`,
    unsent: (why) => `有文件未能发送：${why}`,
    empty: "它是空的。",
    tooLarge: (megabytes) => `它超过此平台的上限 ${megabytes} MB。`,
    gone: "它已不在这台机器上。",
    continues: "…接上文：\n",
    continuesLine: "…接上文同一行：\n",
    subject: "来自你的智能体的消息",
  },
  status: {
    runs: (version, uptime) => `TinyAGI ${version}，已运行 ${uptime}。`,
    has: (agents, teams) => `智能体：${agents}。团队：${teams}。`,
    messages: (running, waiting, dead) =>
      `消息：${running} 条处理中，${waiting} 条等待中，${grouped(dead)} 条死信。`,
    needs: (kinds, isAsked) => `${kinds}：${isAsked ? "/approvals，或 " : ""}tinyagi needs`,
  },
  recall: {
    nothing: "没有找到。请换些词，或添加一条笔记：tinyagi company add",
    sources: { note: "笔记", document: "文档", answer: "回答" },
  },
  privately: "TinyAGI 不会在群组中显示有关您的工作和设置的信息。请在与机器人的私聊中提问。",
  ask: {
    unknown: "TinyAGI 在指南中没有找到相关内容。",
    message: ({ message, agent, title }, why) =>
      `发给 @${agent} 的消息 ${message}${title === "" ? "" : `（${title}）`}：${why}`,
    next: (step) => `可以这样做：${step}`,
    idle: (agent) => `@${agent} 没有等待中的消息，也没有失败的消息。`,
    error: (code, meaning, action) => `${code}：${meaning} ${action}`,
    setting: (path, value) => `${path} ${value === undefined ? "未设置，使用默认值" : `为 ${value}`}`,
    change: (path, before, after) => `建议的更改：${path}：${before ?? "未设置"} → ${after}`,
    apply: "尚未更改任何内容。要应用更改：在终端使用 tinyagi ask，或打开 TinyOffice → 设置。",
    secret: (path) =>
      `您的问题包含密钥，因此 TinyAGI 不会提出更改。请在 TinyOffice → 设置或终端中设置 ${path}；如果其他人能看到您的问题，请将其删除。`,
    sources: "来自指南：",
    further: (agent) => `如需更多帮助，请写信给 @${agent}。`,
  },
  artifacts: {
    nothing: "还没有智能体发送过文件。",
    line: ({ id, name, agent, version, shared }) =>
      `${id}：${name}，第 ${version} 版，由 @${agent} 制作${shared ? "（公开链接）" : ""}`,
    made: (path, linkId) =>
      `任何能访问此 TinyAGI 的人都可用其地址加此路径读取该文件：${path}\n撤销：/artifacts unshare ${linkId}`,
    revoked: (opened) => `链接已撤销。它被打开过 ${grouped(opened)} 次。`,
  },
  pull: {
    changed: (files, branch) => `${branch} 上有 ${files} 个文件已更改，尚未发布。`,
    newer: "更改比已发布的内容新。合并不包含它们。",
    nothing: "此任务没有已发布的内容，也没有可发布的内容。",
    unreadable: "无法读取此任务的更改。原因见任务页面，或运行：tinyagi task diff",
    publish: (task, tree) => `发布这些更改：/pull ${task} open ${tree}`,
    merge: (task, commit, target) => `合并到 ${target}：/pull ${task} merge ${commit}`,
    merged: (target, commit) => `已在 GitHub 上合并到 ${target}（${commit}）。`,
    moved: "这与现在的内容不同。请用 /pull 重新查看，并使用它显示的命令。",
    onPage: "请在任务页面或已连接的聊天中发布和合并。",
  },
  digest: {
    head: (conversations, runs, cost) =>
      `每日摘要：回答了 ${grouped(conversations)} 个对话，${grouped(runs)} 次运行，${cost}。`,
    runs: (count) => `${grouped(count)} 次运行`,
    unpriced: (cost, count) => `${cost}，另有 ${grouped(count)} 次运行没有价格`,
    answered: "已回答",
    tasksDone: "完成的任务",
    failed: "失败",
    seeFailed: "查看：",
    undelivered: (count) => `${grouped(count)} 条回复未能送达：`,
    waiting: "等你处理",
    decide: "决定：/approvals，或 ",
    tomorrow: "明天",
    more: (count) => `还有 ${count} 项`,
  },
};
