/** Questions that people ask, and the page (or the part of a page) that answers each. The share that is found is printed. */
import { beforeAll, expect, test } from "vitest";
import type { GuideIndex } from "./guide-index.js";
import { readGuide } from "./read-guide.js";

/** `page#anchor`, or a page whose every part will do. */
const QUESTIONS: readonly (readonly [question: string, ...answers: string[]])[] = [
  ["how do I connect telegram?", "guide/channels/telegram"],
  ["set up a discord bot", "guide/channels/discord"],
  ["connect whatsapp", "guide/channels/whatsapp"],
  ["how do I link slack", "guide/channels/slack"],
  ["can I write to my agents by e-mail?", "guide/channels/email"],
  ["how do I approve a new sender", "guide/pairing"],
  ["what is a pairing code", "guide/pairing"],
  ["how do I install tinyagi", "guide/install", "guide/getting-started"],
  ["how do I update to a new version", "guide/update"],
  ["I come from 0.0.20, what changes?", "guide/upgrading"],
  ["uninstall tinyagi", "guide/install", "guide/update", "reference/cli"],
  ["start at boot as a service", "guide/service"],
  ["run in docker", "guide/docker"],
  ["how do I back up everything", "guide/backup"],
  ["restore a backup on another computer", "guide/backup"],
  ["how do I limit what an agent may spend", "guide/budgets"],
  ["what did my agents cost this week", "guide/spend"],
  ["an agent asks for permission, how do I approve", "guide/approvals"],
  ["run an agent in a container", "guide/containers"],
  ["which files can an agent read", "guide/security", "guide/agents"],
  ["is it open to the internet", "guide/security", "guide/network", "guide/office"],
  ["use a proxy", "guide/network"],
  ["how do I use ollama", "guide/providers"],
  ["add a second login for claude", "guide/providers"],
  ["what happens when a provider is down", "guide/reliability", "guide/providers"],
  ["how do I write a plugin", "guide/plugins"],
  ["install a skill", "guide/skills"],
  ["how does an agent remember things", "guide/memory"],
  ["send a message every weekday at nine", "guide/schedules"],
  ["what is a heartbeat", "guide/heartbeat"],
  ["give a task to an agent on the board", "guide/tasks"],
  ["agents on a git repository with a pull request", "guide/git", "guide/tasks"],
  ["what do sub-agents do", "guide/sub-agents"],
  ["search in old conversations", "guide/search"],
  ["share notes of the company with all agents", "guide/knowledge"],
  ["use my own mcp server", "guide/mcp"],
  ["run agents on another machine", "guide/workers"],
  ["move an agent to my server", "guide/workers", "guide/moving"],
  ["send voice notes", "guide/speech"],
  ["can agents see pictures", "guide/pictures"],
  ["use it in zed or vscode", "guide/editors"],
  ["how do I stop a running agent", "guide/talking-to-agents", "reference/cli"],
  ["use another model for one message", "guide/talking-to-agents"],
  ["retry a dead letter", "guide/reliability", "reference/cli"],
  ["export traces to opentelemetry", "guide/traces"],
  ["daily report of what happened", "guide/digest"],
  ["openai compatible api", "guide/openai-api"],
  ["undo a change of the settings", "guide/settings", "reference/cli"],
  ["what does doctor check", "guide/doctor"],
  ["import from openclaw", "guide/moving"],
  ["怎么连接 telegram？", "guide/channels/telegram"],
  ["如何备份", "guide/backup"],
  ["预算怎么设置", "guide/budgets"],
  ["为什么这条消息没有回答", "guide/spend", "guide/reliability", "guide/talking-to-agents", "guide/doctor"],
  [
    "怎样在群组里使用机器人",
    "guide/channels/telegram",
    "guide/channels/discord",
    "guide/channels/whatsapp",
    "guide/talking-to-agents",
  ],
  ["供应商不可用时会怎样", "guide/reliability", "guide/providers"],
  ["智能体能读哪些文件", "guide/security", "guide/agents"],
  ["怎么安装技能", "guide/skills"],
  ["what does execution.maxAttempts do", "reference/settings"],
  ["BUDGET_EXCEEDED", "reference/errors"],
  ["what is a dead letter", "reference/glossary", "guide/reliability"],
];
/** What the guide says nothing about. */
const UNKNOWN = ["who won the football world cup", "bake a chocolate cake", "weather in Emden tomorrow", "x"];
const FLOOR = 0.9;

let guide: GuideIndex;
beforeAll(async () => {
  guide = await readGuide();
});

test(`at least ${FLOOR * 100} of 100 questions find their page among the first three`, () => {
  const missed = QUESTIONS.filter(([question, ...answers]) => {
    const found = guide.find(question, 3).map(({ section }) => section.page);
    return !answers.some((answer) => found.includes(answer));
  });
  const rate = 1 - missed.length / QUESTIONS.length;
  console.log(
    `guide: ${QUESTIONS.length} questions, ${(100 * rate).toFixed(1)} % found among three; missed:`,
    missed.map(([question]) => question),
  );
  expect(rate).toBeGreaterThanOrEqual(FLOOR);
});

test.each(UNKNOWN)("%j is covered by no part", (question) => {
  expect(guide.find(question, 1).every(({ covers }) => covers < 0.4)).toBe(true);
});
