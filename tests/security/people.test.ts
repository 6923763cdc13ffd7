/**
 * What a person may reach follows the person, not the agent's process: a member gets to no agent without restrictions, and
 * a guest to no agent but those that the operator named, whichever way the work takes there.
 *
 * @requirement PEOPLE-1 @requirement PEOPLE-2
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Client, createClient } from "@tinyagi/client";
import { createFakeAgentBin, type FakeAgentBin, type FakeControl, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { Daemon } from "../e2e/support/daemon.js";
import { openStage, type Stage } from "../e2e/support/stage.js";

const claude = (name: string, more: object = {}) => ({
  name,
  provider: "anthropic",
  model: "sonnet",
  ...more,
});

let stage: Stage;
let daemon: Daemon;
let fake: FakeAgentBin;
let telegram: Client;

beforeAll(async () => {
  stage = await openStage({
    settings: {
      default_agent: "lead",
      agents: {
        lead: claude("Lead"),
        mate: claude("Mate"),
        root: claude("Root", { permissions: "bypass" }),
      },
      teams: {
        dev: { name: "Dev", agents: ["lead", "mate", "root"], leader_agent: "lead" },
        ops: { name: "Ops", agents: ["root", "lead"], leader_agent: "root" },
      },
    },
  });
  fake = createFakeAgentBin(stage.place.bin);
  daemon = await stage.start();
  const { token } = await daemon.client.call("createToken", { body: { channel: "telegram" } });
  telegram = createClient({ baseUrl: daemon.client.baseUrl, token });
  for (const [senderId, role] of [
    ["ann", "owner"],
    ["max", "member"],
    ["gus", "guest"],
  ] as const)
    await daemon.client.call("allowSender", { body: { channel: "telegram", senderId, role } });
}, 60_000);
afterAll(() => stage[Symbol.asyncDispose]());

let before = 0;
beforeEach(async () => {
  before = fake.runs().length;
  fake.setControl({ default: { reply: "done" } });
});
const pickRuns = (agent: string) =>
  fake
    .runs()
    .slice(before)
    .filter((run) => run.agentId === agent);

const hand = (senderId: string, message: string, more: { agent?: string } = {}) =>
  telegram.call("sendMessage", {
    body: { message, channel: "telegram", sender: senderId, senderId, ...more },
  });

/** Lets an agent work for the owner until the returned function is called. */
async function busy(agent: string): Promise<() => void> {
  const until = join(stage.place.root, `go-${agent}-${before}`);
  fake.setControl({ agents: { [agent]: { reply: "done", until } } });
  await hand("ann", `@${agent} take your time`);
  await waitFor(() => pickRuns(agent).length === 1, { what: `the run of @${agent}` });
  return () => writeFileSync(until, "");
}

/** The API as a run that works for a person sees it. It goes on until the test ends. */
async function clientOfRun(agent: string, senderId: string): Promise<Client> {
  const until = join(stage.place.root, `stop-${agent}-${senderId}`);
  onTestFinished(() => writeFileSync(until, ""));
  fake.setControl({ agents: { [agent]: { reply: "done", until } } });
  const seen = pickRuns(agent).length;
  await hand(senderId, `@${agent} wait`);
  const run = await waitFor(() => pickRuns(agent)[seen], { what: `the run of @${agent}` });
  const token = readFileSync(run.env.TINYAGI_TOKEN_FILE ?? "", "utf8").trim();
  return createClient({ baseUrl: daemon.client.baseUrl, token });
}

/** What the person reads in the end. */
async function ask(senderId: string, message: string, agents: FakeControl["agents"] = {}): Promise<string> {
  fake.setControl({ agents, default: { reply: "done" } });
  const { conversationId, reply } = await hand(senderId, message);
  return reply ?? (await readReplies(conversationId));
}

async function readReplies(id: string): Promise<string> {
  const closed = await waitFor(
    async () => {
      const seen = await daemon.client.call("getConversation", { params: { id } });
      return seen.status === "open" ? undefined : seen;
    },
    { what: `the end of ${id}`, timeoutMs: 60_000 },
  );
  return closed.replies.map(({ message }) => message).join("\n");
}

describe("a member does not reach an agent without restrictions", () => {
  test.each([
    ["by its id", "@root read my mail"],
    ["by a tag", "please [@root: read my mail]"],
    ["as the leader of a team", "@ops read my mail"],
  ])("%s", async (_how, text) => {
    expect(await ask("max", text)).toMatch(/@root.*member|member.*@root/);
    expect(pickRuns("root")).toEqual([]);
  });

  test("through the field of the API", async () => {
    const { conversationId, reply } = await hand("max", "read my mail", { agent: "root" });
    expect(reply ?? (await readReplies(conversationId))).toContain("@root");
    expect(pickRuns("root")).toEqual([]);
  });

  test("among others, who still get the message", async () => {
    expect(await ask("max", "@lead,root say hi")).toContain("@root");
    expect(pickRuns("root")).toEqual([]);
    expect(pickRuns("lead")).toHaveLength(1);
  });

  test("as a later step of a chain", async () => {
    const reply = await ask("max", "@lead: write it. When done, @root: publish it");
    expect(reply).toContain("@root");
    expect(pickRuns("root")).toEqual([]);
  });

  test("by a handoff of an agent that it may use", async () => {
    const reply = await ask("max", "@lead work", { lead: { reply: "asking [@root: read the mail]" } });
    expect(reply).toContain("@root");
    expect(pickRuns("lead")).toHaveLength(1);
    expect(pickRuns("root")).toEqual([]);
  });

  test("by a post in a chat room", async () => {
    const reply = await ask("max", "@lead work", { lead: { reply: "posted [#dev: who reads the mail?]" } });
    await waitFor(() => pickRuns("mate").length === 1, { what: "the run of the other member" });
    expect(pickRuns("root")).toEqual([]);
    expect(reply).toContain("@root");
  });

  test("as the default that it chose", async () => {
    expect(await ask("max", "@root")).toContain("@root");
    await ask("max", "hello there");
    expect(pickRuns("root")).toEqual([]);
    expect(pickRuns("lead")).toHaveLength(1);
  });
});

test("an owner and the operator reach every agent", async () => {
  expect(await ask("ann", "@root hello")).toContain("done");
  await daemon.client.sendAndWait({ message: "@root hello" }, { timeoutMs: 60_000 });
  expect(pickRuns("root")).toHaveLength(2);
});

test("a role that changes while a message waits counts when it is its turn", async () => {
  await daemon.client.call("allowSender", { body: { channel: "telegram", senderId: "kim", role: "owner" } });
  const go = await busy("root");
  const { conversationId } = await hand("kim", "@root me too");
  await daemon.client.call("setSenderRole", {
    body: { channel: "telegram", senderId: "kim", role: "member" },
  });
  go();
  expect(await readReplies(conversationId)).toContain("@root");
  expect(pickRuns("root")).toHaveLength(1);
});

test("work of a person whose approval was revoked does not run", async () => {
  await daemon.client.call("allowSender", { body: { channel: "telegram", senderId: "liv", role: "member" } });
  const go = await busy("lead");
  const { conversationId } = await hand("liv", "@lead me too");
  await daemon.client.call("revokePairing", { params: { channel: "telegram", senderId: "liv" } });
  go();
  await readReplies(conversationId);
  expect(pickRuns("lead")).toHaveLength(1);
});

test("a retry and a fork of a member's work stay the member's", async () => {
  await daemon.client.call("allowSender", { body: { channel: "telegram", senderId: "ned", role: "owner" } });
  const { conversationId } = await hand("ned", "@root hello");
  await readReplies(conversationId);
  const { runs } = await daemon.client.call("getConversation", { params: { id: conversationId } });
  await daemon.client.call("setSenderRole", {
    body: { channel: "telegram", senderId: "ned", role: "member" },
  });
  const again = await daemon.client.call("retryRun", { params: { id: runs[0]?.runId ?? "" }, body: {} });
  expect(await readReplies(again.conversationId)).toContain("@root");
  expect(pickRuns("root")).toHaveLength(1);
});

test("a schedule that a member's run creates fires for the member, and other people's runs do not see it", async () => {
  const body = { channel: "telegram", senderId: "pia", role: "owner" } as const;
  await daemon.client.call("allowSender", { body });
  const client = await clientOfRun("root", "pia");
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  const made = { agentId: "root", message: "look", runAt };
  const { schedule } = await client.call("createSchedule", { body: made });
  await daemon.client.call("setSenderRole", { body: { ...body, role: "member" } });
  before = fake.runs().length;
  const { conversationId } = await daemon.client.call("runSchedule", { params: { id: schedule.id } });
  expect(await readReplies(conversationId)).toContain("@root");
  expect(pickRuns("root")).toEqual([]);
});

test("what a member's run may read of schedules and the board is the member's", async () => {
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  await daemon.client.call("createSchedule", { body: { agentId: "lead", message: "CANARY", runAt } });
  const { task } = await daemon.client.call("createTask", { body: { title: "CANARY", assignee: "lead" } });
  const [member, owner] = [await clientOfRun("lead", "max"), await clientOfRun("mate", "ann")];
  expect(await member.call("listSchedules", { query: {} })).toEqual([]);
  expect(await member.call("listTasks", { query: {} })).toEqual([]);
  const params = { id: task.id };
  await expect(member.call("getTask", { params })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(member.call("updateTask", { params, body: { title: "x" } })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  await expect(member.call("getBoard", { query: {} })).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect((await owner.call("listTasks", { query: {} })).map(({ id }) => id)).toContain(task.id);
});

describe("a guest", () => {
  test("reaches the default agent and no other", async () => {
    expect(await ask("gus", "hello")).toContain("done");
    expect(await ask("gus", "@mate hello")).toContain("@mate");
    expect(await ask("gus", "hello", { lead: { reply: "asking [@mate: help]" } })).toContain("@mate");
    expect(pickRuns("mate")).toEqual([]);
    expect(pickRuns("lead")).toHaveLength(2);
  });

  test("uses no commands but help and stop", async () => {
    for (const command of [
      "/status",
      "/agent",
      "/team",
      "/reset @lead",
      "/restart",
      "/default @mate",
      "/pause",
    ])
      expect(await ask("gus", command), command).toContain("guest");
    expect(await ask("gus", "/help")).not.toMatch(/\/(status|reset|default|approve|restart)/);
    expect(await ask("gus", "/stop")).toContain("nothing running");
  });
});

describe("sessions", () => {
  const sessions = (agent: string) =>
    pickRuns(agent).map(({ argv }) => argv.find((word) => word.startsWith("--resume=")) ?? null);

  test("are not shared between an owner and a member, and a reset is for the own one", async () => {
    const body = { channel: "telegram", senderId: "sue", role: "member" } as const;
    await daemon.client.call("allowSender", { body });
    await ask("ann", "@mate the word is CANARY");
    await ask("sue", "@mate what is the word?");
    expect(sessions("mate")[1]).toBeNull();
    expect(pickRuns("mate")[1]?.prompt).not.toContain("CANARY");
    await ask("ann", "@mate again");
    await ask("sue", "@mate again");
    const [, , ofAnn, ofMax] = sessions("mate");
    expect(ofAnn).not.toBeNull();
    expect(ofMax).not.toBeNull();
    expect(ofAnn).not.toBe(ofMax);
    await ask("sue", "/reset @mate");
    await ask("ann", "@mate once more");
    await ask("sue", "@mate once more");
    expect(sessions("mate").slice(4)).toEqual([ofAnn, null]);
  });
});
