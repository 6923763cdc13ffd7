import type { NoticeWords } from "./notice-words.js";

/** What the operator is notified of, in Chinese. */
export const notices: NoticeWords = {
  lostReply: (channel, attempts, error) => `${channel} 上的一条回复尝试 ${attempts} 次后仍未送达：${error}`,
  died: (agent, error, message) => {
    const here = message === undefined ? "" : `\n重试：/retry ${message}。查看原因：/why ${message}`;
    return `发给 @${agent} 的一条消息最终失败：${error}${here}\n在终端中：tinyagi queue dead`;
  },
  channelStopped: (channel, reason = "没有给出原因") => `渠道 ${channel} 已停止：${reason}`,
  channelLogin: (channel) => `渠道 ${channel} 需要重新关联：tinyagi channel status`,
  seeBudgets: "查看：/budget，或 `tinyagi budgets`。",
  mayRaise: (command) => `提高预算：\`/${command}\`，或 \`tinyagi ${command}\`。`,
  exposeFailed: (problem, step) =>
    `无法从外部访问 TinyOffice。${problem}\n${step}。重新开放：tinyagi expose start`,
  backup: ({ stage, place, reason }) => {
    const what = stage === "make" ? "无法创建每日备份" : `无法将每日备份复制到 ${place}`;
    const kept = stage === "make" ? "" : "。主目录中的备份是完整的";
    return `${what}：${reason}${kept}\nTinyAGI 会重试。查看：tinyagi doctor`;
  },
  waitsForPerson: (provider, reason, step) =>
    `发给提供商 ${provider} 的消息正在等待：${reason}\n${step}。之后它们会自动继续。立即重试：/retry all，或 \`tinyagi provider test ${provider}\``,
  loginUnusable: ({ provider, login, reason, continuesWith }, step) =>
    `提供商 ${provider} 的登录 ${login} 无法使用：${reason}\n${step}。在此之前使用登录 ${continuesWith}。查看全部：\`tinyagi provider login list ${provider}\``,
};
