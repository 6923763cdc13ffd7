/** Every fact has a phrase in both languages, and what an earlier release wrote stays readable. @requirement WHY-1 */
import { FILE_REFUSALS, PLATFORM_FAULTS, PLATFORM_STEPS, type PluginWhy, type Why } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { en } from "../words/en.js";
import { zh } from "../words/zh.js";
import { pluginStep, sayPluginStep, sayWhy, whyPhrase } from "./why-text.js";

/** A fact of each code. A code without one does not compile. */
const EACH: { readonly [Code in Why["code"]]: Why & { readonly code: Code } } = {
  "schedule.missed": { code: "schedule.missed", count: 3 },
  "schedule.replaced": { code: "schedule.replaced", count: 3 },
  "schedule.by_hand": { code: "schedule.by_hand" },
  "schedule.overlap": { code: "schedule.overlap" },
  "schedule.repeated": { code: "schedule.repeated" },
  "schedule.refused": { code: "schedule.refused", error: "NOT_FOUND", said: "没有这个智能体。" },
  "schedule.unexpected": { code: "schedule.unexpected" },
  "plugin.edited": { code: "plugin.edited" },
  "plugin.shared_modules": { code: "plugin.shared_modules" },
  "plugin.refused": { code: "plugin.refused", of: "all", fault: "others_write" },
  "plugin.new": { code: "plugin.new" },
  "plugin.changed": { code: "plugin.changed" },
  "plugin.crashed": { code: "plugin.crashed", said: "bang" },
  "plugin.disabled": { code: "plugin.disabled", failures: 10 },
  "plugin.failed": { code: "plugin.failed", said: "没有密钥" },
  "plugin.restart": { code: "plugin.restart" },
  "plugin.start": { code: "plugin.start" },
  "channel.silent": { code: "channel.silent", seconds: 12 },
  "channel.platform": {
    code: "channel.platform",
    fault: "unauthorized",
    said: "未授权。",
    status: 401,
    step: "botfather",
  },
  "handoff.self": { code: "handoff.self" },
  "handoff.unknown": { code: "handoff.unknown", name: "codr", near: "coder" },
  "handoff.no_team": { code: "handoff.no_team", from: "a", to: "b" },
  "handoff.summary": { code: "handoff.summary" },
  "room.no_member": { code: "room.no_member", team: "dev" },
  "agent.closed": { code: "agent.closed", agent: "coder", role: "member", why: "unnamed" },
  file: { code: "file", refusal: "too_large", max: 9 },
  "run.cancelled": { code: "run.cancelled" },
  "run.steered": { code: "run.steered" },
  "run.paused": { code: "run.paused" },
  "run.yielded": { code: "run.yielded" },
  "run.shutdown": { code: "run.shutdown" },
  "run.ended": { code: "run.ended" },
  "run.host_died": { code: "run.host_died" },
  "run.daemon_died": { code: "run.daemon_died" },
  "run.stale": { code: "run.stale" },
  "approval.run_ended": { code: "approval.run_ended" },
  "approval.run_failed": { code: "approval.run_failed" },
  "approval.run_cancelled": { code: "approval.run_cancelled" },
  "approval.message_cancelled": { code: "approval.message_cancelled" },
  "approval.message_died": { code: "approval.message_died" },
  "approval.message_ended": { code: "approval.message_ended" },
  "approval.unheld": { code: "approval.unheld" },
  "approval.asker_ended": { code: "approval.asker_ended" },
  "approval.budget_raised": { code: "approval.budget_raised" },
  "approval.next_day": { code: "approval.next_day" },
  "node.guard": { code: "node.guard" },
  "node.dependency": { code: "node.dependency" },
  "node.dependency_skipped": { code: "node.dependency_skipped" },
  "node.not_needed": { code: "node.not_needed" },
  "node.budget": { code: "node.budget" },
  "node.paused": { code: "node.paused" },
  "node.run_cancelled": { code: "node.run_cancelled" },
  "node.parent_failed": { code: "node.parent_failed" },
  "node.parent_ended": { code: "node.parent_ended" },
  "node.ended": { code: "node.ended" },
  "node.enough": { code: "node.enough" },
  "node.too_few": { code: "node.too_few" },
  "node.asker_ended": { code: "node.asker_ended" },
  "node.message_gone": { code: "node.message_gone" },
  "node.parent_gone": { code: "node.parent_gone" },
  "node.cancelled": { code: "node.cancelled", said: "/stop", by: { code: "stop" } },
  "node.error": { code: "node.error", said: "没有网络" },
  "host.unstartable": { code: "host.unstartable", said: "spawn EAGAIN" },
  "host.exited": { code: "host.exited", exit: 7, said: "" },
  "host.killed": { code: "host.killed", signal: "SIGKILL", said: "" },
  "host.silent": { code: "host.silent", seconds: 12 },
  "host.protocol": { code: "host.protocol", said: "too long" },
  "host.other_release": { code: "host.other_release", version: "1.2.3", host: 2, daemon: 3 },
  "diff.no_repository": { code: "diff.no_repository" },
  "diff.same": { code: "diff.same" },
  "diff.refused": { code: "diff.refused", refusal: "no_commit" },
  "test.unusable": { code: "test.unusable", said: null },
  "test.configured": { code: "test.configured", harness: "api", model: null, mayDefault: false },
  "test.endpoint": { code: "test.endpoint", origin: "http://127.0.0.1:1", format: "openai-chat" },
  "test.no_program": { code: "test.no_program", program: "claude" },
  "test.program": { code: "test.program", file: "/bin/claude" },
  "test.version": { code: "test.version", version: null },
  "test.silent": { code: "test.silent", seconds: 12 },
  "test.broken": { code: "test.broken", file: "/bin/claude" },
  "test.key": { code: "test.key", from: "environment", variable: "API_KEY", harness: "api" },
  "test.answered": { code: "test.answered", chars: 5 },
  "test.unanswered": { code: "test.unanswered", seconds: 12 },
  "test.failed": { code: "test.failed", said: null },
};
const CHINESE = /\p{Script=Han}/u;

test.each(Object.values(EACH).map((why) => [why.code, why] as const))("%s", (_code, why) => {
  const chinese = whyPhrase(why, zh);
  // A path and an address are the same in each language.
  if (!["test.endpoint", "test.program"].includes(why.code)) expect(chinese).toMatch(CHINESE);
  expect(whyPhrase(why, en)).not.toBe("");
  // Its facts are in both.
  const facts = Object.entries(why).filter(([name]) =>
    ["count", "seconds", "failures", "max", "exit", "signal", "chars", "file", "variable"].includes(name),
  );
  for (const [, value] of facts)
    for (const words of [en, zh]) expect(whyPhrase(why, words)).toContain(String(value));
});

test.each(FILE_REFUSALS)("a file is refused in both languages: %s", (refusal) => {
  expect(whyPhrase({ code: "file", refusal }, zh)).toMatch(CHINESE);
  expect(whyPhrase({ code: "file", refusal }, en)).not.toMatch(CHINESE);
});

test.each(PLATFORM_FAULTS)("what a platform did is said in both languages, in its own words: %s", (fault) => {
  const why: Why = { code: "channel.platform", fault, said: "Nope.", status: 401 };
  expect(whyPhrase(why, zh)).toMatch(/^\p{Script=Han}+：Nope（401）$/u);
  expect(whyPhrase(why, en)).toMatch(/^[a-z ]+: Nope \(401\)$/);
  for (const step of PLATFORM_STEPS) {
    expect(whyPhrase({ ...why, step }, zh).split("。")[1]).toMatch(CHINESE);
    expect(whyPhrase({ ...why, step }, en)).toContain(" (401). ");
  }
  expect(whyPhrase({ code: "channel.platform", fault, said: " " }, en)).not.toContain(":");
});

test("what to do about a plugin is said in both languages, with commands as they are", () => {
  const crashed: PluginWhy = { code: "plugin.crashed", said: "bang" };
  for (const words of [en, zh])
    expect(pluginStep(crashed, "mark", words)).toContain("tinyagi plugin allow mark");
  expect(pluginStep(crashed, "mark", zh)).toMatch(CHINESE);
});

test("a row of an earlier release, and a code of a newer one, keep their sentence", () => {
  expect(sayWhy({ reason: "manual run" }, zh)).toBe("manual run");
  expect(sayWhy({ reason: null, why: null }, zh)).toBeNull();
  const newer = { reason: "It rains.", why: { code: "plugin.rain" } } as never;
  expect(sayWhy(newer, zh)).toBe("It rains.");
  const old = { name: "mark", hint: "tinyagi restart" };
  expect(sayPluginStep(old, zh)).toBe("tinyagi restart");
  expect(sayPluginStep({ ...old, ...(newer as { why: never }) }, zh)).toBe("tinyagi restart");
});
