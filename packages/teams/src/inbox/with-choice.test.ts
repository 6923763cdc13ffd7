/** One message with another model or effort: from the words of a chat to the run, its retries, and who may not. */
import type { AgentConfig } from "@tinyagi/contracts";
import { HarnessError } from "@tinyagi/contracts";
import { expect, onTestFinished, test } from "vitest";
import type { AgentScript, EngineFixtureOptions } from "../conversation/fixture.js";
import { createInboxFixture } from "./fixture.js";
import { parseWith } from "./with-choice.js";

const CODER = { name: "Coder", provider: "anthropic", model: "sonnet" };
const REVIEWER = { name: "Reviewer", provider: "openai", model: "" };

async function open(script: (agent: AgentConfig) => string, options: Partial<EngineFixtureOptions> = {}) {
  const used: Pick<AgentConfig, "model" | "effort">[] = [];
  const answer: AgentScript = ({ agent }) => {
    used.push({ model: agent.model, ...(agent.effort === undefined ? {} : { effort: agent.effort }) });
    return script(agent);
  };
  const it = await createInboxFixture({
    agents: { coder: answer, reviewer: answer },
    settings: { agents: { coder: CODER, reviewer: REVIEWER } },
    teams: { dev: { name: "Dev", agents: ["coder", "reviewer"], leader_agent: "coder" } },
    ...options,
  });
  onTestFinished(() => it[Symbol.asyncDispose]());
  const owner = it.person("1", "Ann");
  const member = it.person("2", "Bob");
  await it.pairing.allow({ channel: "telegram", senderId: "1" }, { sender: "Ann", role: "owner", by: "t" });
  await it.pairing.allow({ channel: "telegram", senderId: "2" }, { sender: "Bob", role: "member", by: "t" });
  return { ...it, used, owner, member };
}

test.each([
  ["opus fix it", { text: "fix it", choice: { model: "opus" } }],
  [
    "opus effort=HIGH @coder fix\n it",
    { text: "@coder fix\n it", choice: { model: "opus", effort: "high" } },
  ],
  ["effort=low fix it", { text: "fix it", choice: { effort: "low" } }],
  ["opus", undefined],
  ["", undefined],
  ["@coder opus fix it", undefined],
  ["effort=very fix it", undefined],
  ["opus effort=very fix it", undefined],
  ["--version fix it", undefined],
  ["opus effort=high", undefined],
])("/with %j is read as %j", (text, read) => {
  expect(parseWith(text)).toEqual(read);
});

test("a message of an owner is answered with the model and the effort that it names, and the next one is not", async () => {
  const it = await open(() => "done");
  await it.owner("/with opus effort=high @coder find the race");
  await it.settled();
  await it.owner("@coder thanks");
  await it.settled();
  expect(it.used).toEqual([{ model: "opus", effort: "high" }, { model: "sonnet" }]);
  expect(it.prompts.map(({ prompt }) => prompt)).toEqual(["find the race", "thanks"]);
  expect(it.pickEvents("run.started").map(({ data }) => "chosen" in data)).toEqual([true, false]);
});

test("a retry and a repetition keep the choice; another agent's work does not inherit it", async () => {
  let fails = true;
  const it = await open(({ provider }) => {
    if (provider === "openai") return "fine";
    if (!fails) return "done [@reviewer: look]";
    fails = false;
    throw new HarnessError("transient", "busy");
  });
  await it.owner("/with opus @coder find the race");
  await expect.poll(() => it.store.messages.nextDue()).not.toBeNull();
  it.clock.advance(60_000);
  await it.settled();
  expect(it.used).toEqual([{ model: "opus" }, { model: "opus" }, { model: "" }]);
  const [run] = it.store.runs.list({ limit: 10 }).filter(({ agent_id: id }) => id === "coder");
  await it.conversations.rerun({ runId: run?.id ?? "" });
  await it.settled();
  expect(it.used.slice(3)).toEqual([{ model: "opus" }, { model: "" }]);
});

test("what the provider does not offer is refused before anything is stored, and the sender reads what it offers", async () => {
  const it = await open(() => "done");
  const ask = async (text: string) => (await it.owner(text)).reply;
  expect(await ask("/with gpt-5.4 @coder hello")).toBe(
    "The provider of @coder offers no such model. Use one of these: sonnet, opus.",
  );
  expect(await ask("/with effort=minimal @coder hello")).toBe(
    "The provider of @coder takes no such effort. Use one of these: low, medium, high, xhigh, max.",
  );
  await it.settled();
  expect(it.used).toEqual([]);
  const sent = { channel: "api", sender: "API", text: "@coder hello", choice: { model: "gpt-5.4" } };
  await expect(it.inbox.receive(sent, "operator")).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

test("a member, a channel in a member's name and a run may not choose a model", async () => {
  const it = await open(() => "done");
  expect((await it.member("/with opus @coder hello")).reply).toMatch(/owner/i);
  const sent = {
    channel: "telegram",
    sender: "Bob",
    senderId: "2",
    text: "@coder hello",
    choice: { model: "opus" },
  };
  await expect(it.inbox.receive(sent, "channel")).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(it.inbox.receive({ ...sent, senderId: null }, "run")).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  await it.settled();
  expect(it.used).toEqual([]);
});
