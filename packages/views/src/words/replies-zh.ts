import type { ReplyWords } from "./reply-words.js";

/** What TinyAGI says in replies, in Chinese. */
export const replies: ReplyWords = {
  brackets: ["（", "。）"],
  failed: (attempts, reason) => `尝试 ${attempts} 次后失败：${reason}`,
  cancelled: (reason) => `已取消：${reason}`,
  noReason: "没有记录原因",
  retry: (message, place) =>
    place === "chat"
      ? `（重试：/retry ${message}，查看原因：/why ${message}）`
      : `（重试：\`tinyagi queue retry ${message}\`）`,
  waitsForTurn: "正在排队",
  cannotStart: "TinyAGI 目前无法启动智能体。它会不断重试，随后给出回答",
  paused: (provider, until, said) => `提供商 ${provider} 暂停至 ${until}（${said}）`,
  retried: (reason, at) => `${reason}；TinyAGI ${at === undefined ? "很快" : `将于 ${at} `}重试`,
  keepsTrying: (text, until, stop) => `${text}，并自动重试直到 ${until}。${stop}`,
  stop: (message, place, mayTryNow) =>
    place === "terminal"
      ? `停止等待：\`tinyagi queue cancel ${message}\``
      : `${mayTryNow ? `立即重试：/retry ${message}。` : ""}停止等待：/cancel ${message}`,
  notYet: "尚未回答：",
  noText: "没有给出文字",
  sameReason: (agent) => `因与 @${agent} 相同的原因停止`,
  deleted: (agent, reason) => `@${agent} 失败了，它的消息已被删除：${reason}`,
  notes: {
    chainStopped: ({ step, steps, agent }) =>
      `链在第 ${step} 步（共 ${steps} 步，@${agent}）停止，其后的步骤没有运行。`,
    chainLimit: ({ limit, most, done, steps, agent }) =>
      `被 ${limit} 停止：链在第 ${done} 步（共 ${steps} 步）之后结束，因为对话达到了${limit === "LIMIT_DURATION" ? "时间上限" : ` ${most} 条消息的上限`}。@${agent} 没有得到它的步骤。`,
    summaryLimit: ({ limit, most, agent }) =>
      `被 ${limit} 停止：没有请 @${agent} 总结，因为${limit === "LIMIT_MESSAGES" ? `对话已有 ${most} 条消息` : "对话超过了时间上限"}。`,
    mentioned: ({ agents, by }) =>
      `_（@${by} 提到了 ${agents.map((id) => `@${id}`).join("、")}，但没有转交。）_`,
  },
};
