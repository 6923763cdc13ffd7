/** When a program is opened ahead, and that it knows nothing of the run before. */
import type { AgentConfig, HarnessRequest } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { type AheadFacts, decideAhead, expectsSession, forNobody } from "./ahead.js";

const BASIS = { program: "", login: "", settings: "", prompt: "", files: "", session: "" };
const waiting = { agentId: "coder", basis: BASIS, isAhead: true, bytes: 100 };
const used = { ...waiting, isAhead: false };
const facts: AheadFacts = {
  agentId: "coder",
  basis: BASIS,
  limits: { idleMs: 60_000, maxIdle: 3, maxIdleBytes: 350, spares: 1 },
  idle: [used],
  opening: 0,
  bytes: 100,
};

test.each([
  ["open", {}],
  ["off", { limits: { ...facts.limits, spares: 0 } }],
  ["there", { idle: [used, waiting] }],
  ["outdated", { idle: [{ ...waiting, basis: { ...BASIS, files: "older" } }] }],
  ["enough", { idle: [{ ...waiting, agentId: "other" }] }],
  ["enough", { opening: 1 }],
  ["too_many", { idle: [used, used, used], bytes: 0 }],
  ["memory", { bytes: 251 }],
] as const)("a program is opened ahead, or not: %s", (verdict, more) => {
  expect(decideAhead({ ...facts, ...more })).toBe(verdict);
});

const AGENT: AgentConfig = { name: "Coder", provider: "anthropic", model: "", sessionScope: "sender" };
const REQUEST: HarnessRequest = {
  runId: "run_1",
  agentId: "coder",
  cwd: "/home/coder",
  prompt: "a secret",
  systemPrompt: "rules",
  permissions: "sandboxed",
  env: { KEY: "1" },
  deniedPaths: [],
  limits: { timeoutMs: 1, idleTimeoutMs: 1, maxOutputBytes: 1, maxLineBytes: 1 },
};

test.each([
  ["began a session of several", true, { lane: "a", agent: AGENT }, REQUEST],
  ["was of the one session", false, { lane: "a", agent: { ...AGENT, sessionScope: "agent" } }, REQUEST],
  ["was of a sub-agent", false, { agent: AGENT }, REQUEST],
  ["went on with a session", false, { lane: "a", agent: AGENT }, { ...REQUEST, sessionId: "s1" }],
  ["worked elsewhere", false, { lane: "a", agent: AGENT }, { ...REQUEST, workspace: "/home/other" }],
] as const)("after a run that %s, another session is expected: %s", (_what, is, request, bare) => {
  expect(expectsSession(request, bare)).toBe(is);
});

test("what is opened ahead has neither the message, nor the pictures, nor the session of a run", () => {
  const picture = { path: "/p.png", type: "image/png", bytes: 1 } as const;
  const asked = forNobody({ ...REQUEST, sessionId: "s1", pictures: [picture] });
  expect(asked).toEqual({ ...REQUEST, runId: "", prompt: "" });
});
