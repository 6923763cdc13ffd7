/**
 * Each command that a notice names works as it is written: those with `/` are commands of a chat, the others of a terminal.
 *
 * @requirement COMMAND-3
 */

import { type ApprovalNotice, type JournalEvent, partsAsText, readExtension } from "@tinyagi/contracts";
import { failureText, parseCommand } from "@tinyagi/teams";
import { budgetText, noticeParts, operatorNotice } from "@tinyagi/views";
import { beforeAll, expect, test } from "vitest";

import { type Command, findProblem, wholeProgram } from "./support/named-command.js";

const IN_CHAT = /(?:^|[\s(])(\/[a-z]+(?: (?:[\w@:]|[.-](?=\w|-))+)*)/gm;
const IN_TERMINAL = /tinyagi ([a-z]+(?: (?:[\w@:"]|[.-](?=\w|-))+)*)/g;

const event = (type: string, data: object): string =>
  operatorNotice({ type, time: 0, messageRowId: 7, data } as JournalEvent) ?? "";
const approval = (kind: ApprovalNotice["kind"], more: Partial<ApprovalNotice> = {}): string =>
  partsAsText(
    noticeParts({
      id: "ask_k7qx2m9p",
      kind,
      agent: "coder",
      title: "Run it?",
      detail: "rm -rf build",
      expiresAt: 0,
      ...more,
    }),
  );
const reached = {
  budget: "day",
  day: "2026-11-26",
  resource: "usd" as const,
  limit: 2,
  used: 2.5,
  onLimit: "stop" as const,
  more: { usd: 0.001, runs: 1 },
};
const dead = { id: 7, status: "dead" as const, attempts: 3, last_error: "no network" };

const NOTICES: Readonly<Record<string, string>> = {
  "a message that failed for good": event("message.died", { agent: "coder", error: "no network" }),
  "a budget": event("budget.exceeded", {
    ...reached,
    action: "refused",
    agent: "coder",
  }),
  "a budget, from an older journal": event("budget.exceeded", {
    budget: "day",
    resource: "usd",
    limit: 2,
    used: 2,
  }),
  "a login": event("provider.paused", { provider: "anthropic", reason: "expired", cause: "login" }),
  "no quota": event("provider.paused", { provider: "openai", reason: "no credit", cause: "quota" }),
  "a channel": event("channel.changed", { channel: "whatsapp", state: "login" }),
  "a backup": event("backup.failed", { stage: "make", place: "", reason: "the disk is full" }),
  "a permission": approval("permission"),
  "a question": approval("question"),
  "a plan": approval("spawn"),
  "more budget": approval("budget"),
  "a long request": approval("permission", { cut: { missing: 9_000, end: "" } }),
  "a long question": approval("question", { cut: { missing: 9_000, end: "" } }),
  "a failure in a chat": failureText(dead, "chat"),
  "a failure in a terminal": failureText(dead, "terminal"),
  "work that a budget stopped": budgetText({ ...reached, act: "stopped" }),
  "work that a person denied": budgetText({
    ...reached,
    act: "refused",
    answer: { isDenied: true, remark: null },
  }),
};

let program: Command;
beforeAll(async () => {
  program = await wholeProgram();
});

test.each(Object.entries(NOTICES))("%s", (_kind, text) => {
  const written = [...text.matchAll(IN_CHAT)].map(([, command = ""]) => command);
  const typed = [...text.matchAll(IN_TERMINAL)].map(([, command = ""]) => command);
  expect(written.length + typed.length, text).toBeGreaterThan(0);
  for (const command of written) {
    expect([command, parseCommand(command)?.name]).not.toContainEqual(
      expect.stringMatching(/^(misused|unknown)$/),
    );
    expect(parseCommand(command), command).not.toBeNull();
  }
  for (const command of typed) expect([command, findProblem(program, command)]).toEqual([command, undefined]);
  const raise = /\/budget extend day (--[^(,]+)/.exec(text)?.[1];
  if (raise !== undefined) expect(readExtension(raise.trim().split(" "))).toEqual(reached.more);
});
