import type { BudgetFact } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { eventSentence } from "../events/event-sentence.js";
import { en } from "../words/en.js";
import { zh } from "../words/zh.js";
import { askText, budgetText, continuesText, partlyUsedText } from "./budget-text.js";

const fact: BudgetFact = {
  budget: "agent:coder",
  day: "2026-11-25",
  resource: "usd",
  limit: 7.006,
  used: 7.006,
  more: { usd: 7.006 },
  act: "stopped",
};

test("why a budget stopped work is said in money, with the command that continues it", () => {
  expect(budgetText(fact)).toBe(
    "stopped: the daily budget of @coder is used up ($7.01 of $7.01). Raise it, and TinyAGI continues: " +
      "/budget extend agent:coder --usd 7.006 (an owner), or `tinyagi budget extend agent:coder --usd 7.006`. " +
      "It starts again on 2026-11-26 at 00:00.",
  );
});

test("a budget of a conversation never starts again", () => {
  const of: BudgetFact = {
    ...fact,
    budget: "conversation:c1",
    day: null,
    resource: "runs",
    limit: 1,
    used: 1,
  };
  expect(budgetText({ ...of, act: "refused" })).toMatch(
    /^not started: the budget of this conversation is used up \(1 of 1 run\)\..*`\.$/,
  );
});

test("while a person is asked, no command is named", () => {
  expect(budgetText({ ...fact, act: "waits" })).toBe(
    "waits for a person: the daily budget of @coder is used up ($7.01 of $7.01).",
  );
});

test("what a person answered is said", () => {
  const denied = { ...fact, answer: { isDenied: true, remark: "too much" } };
  expect(budgetText(denied)).toContain("A person denied more (too much). Raise it");
  const expired = { ...fact, answer: { isDenied: false, remark: null } };
  expect(budgetText(expired)).toContain("No one approved more in time. Raise it");
});

test("sentences begin with a capital", () => {
  expect(continuesText(fact)).toMatch(/^The daily budget of @coder is used up .* `warn`\. It starts again/);
  expect(partlyUsedText({ ...fact, used: 6 })).toMatch(/^The daily budget of @coder is 85 % used/);
  expect(askText(fact, { usd: 5 }).title).toBe("Raise the daily budget of @coder by $5.00?");
});

test("who is asked for more is not in the conversation", () => {
  const ofConversation = { ...fact, budget: "conversation:c1", day: null };
  for (const [words, here] of [
    [en, "this conversation"],
    [zh, "此对话"],
  ] as const) {
    const { title, detail } = askText(ofConversation, { usd: 5 }, words);
    expect(`${title} ${detail}`).not.toContain(here);
  }
  expect(askText(ofConversation, { usd: 5 }).title).toBe("Raise the budget of a conversation by $5.00?");
});

test("Chinese has no English", () => {
  const text = budgetText({ ...fact, answer: { isDenied: true, remark: null } }, zh);
  const withoutCommands = text.replaceAll(/`[^`]*`/g, "");
  expect(withoutCommands.replaceAll("TinyAGI", "").replaceAll("@coder", "")).not.toMatch(/[A-Za-z]{2,}/);
});

test("events about budgets are in money, too", () => {
  const data = {
    budget: "day",
    day: "2026-11-25",
    resource: "usd",
    limit: 7.006,
    used: 7.006,
    onLimit: "stop",
  };
  const event = { type: "budget.exceeded", data: { ...data, agent: "coder", action: "stopped" } };
  expect(eventSentence(event)).toBe(
    "@coder was stopped: the budget of the day 2026-11-25 is used up, $7.01 of $7.01",
  );
  expect(eventSentence(event, zh)).not.toContain("stopped");
});
