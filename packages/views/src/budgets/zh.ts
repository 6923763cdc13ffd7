import { budgetSubject } from "@tinyagi/contracts";
import type { BudgetName, BudgetWords } from "./words.js";

/** Chinese. */
export const budgetsZh: BudgetWords = {
  name: nameOf,
  usedUp: (name, used) => `${name}已用完${used === undefined ? "" : `（${used}）`}。`,
  acts: {
    waits: (sentences) => `等待有人决定：${sentences}`,
    refused: (sentences) => `未开始：${sentences}`,
    stopped: (sentences) => `已停止：${sentences}`,
  },
  answered: ({ isDenied, remark }) =>
    `${isDenied ? "有人拒绝了追加" : "没有人及时批准追加"}${remark === null ? "" : `（${remark}）`}。`,
  raise: (command) => `提高预算，TinyAGI 就会继续：\`/${command}\`（所有者），或 \`tinyagi ${command}\`。`,
  again: (date) => `它于 ${date} 00:00 重新开始。`,
  continues: (usedUp) => `${usedUp}工作会继续，因为它的 \`onLimit\` 为 \`warn\`。`,
  partlyUsed: (name, percent, used) => `${name}已用 ${percent}%（${used}）。`,
  shortfall: (name, amounts) => `${name}剩余不足，计划还缺 ${amounts}`,
  ask: (name, amounts) => `将${name}提高 ${amounts}？`,
  askDetail: (usedUp, amounts, day) => [
    usedUp,
    `如果你批准，TinyAGI 会将它提高 ${amounts}${day === null ? "" : `（${day}）`}，工作从停下的地方继续。`,
    "如果你拒绝，或没有人及时决定，工作就此结束，发送者会收到目前已写的内容。",
  ],
  join: (sentences) => sentences.join(""),
};

function nameOf({ budget, day }: BudgetName, isOutside = false): string {
  const { kind, id } = budgetSubject(budget);
  switch (kind) {
    case "day":
      return `${day === null ? "每日" : ` ${day} 的`}预算`;
    case "agent":
      return ` @${id} 的每日预算`;
    case "team":
      return `团队 @${id} 的每日预算`;
    case "conversation":
      return isOutside ? "某个对话的预算" : "此对话的预算";
  }
}
