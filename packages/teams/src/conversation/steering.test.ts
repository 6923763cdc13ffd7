import { AppError, HarnessError, type SteerCommand } from "@tinyagi/contracts";
import { whyMessage } from "@tinyagi/features";
import { expect, test } from "vitest";
import { type AgentScript, type EngineFixture, engines, team } from "./fixture.js";

const open = engines();
const by = "operator";
const CONFLICT = expect.objectContaining({ code: "CONFLICT" });

/**
 * An agent that works until it is interrupted in its first `turns` turns, and then answers with the last line of its
 * prompt.
 */
function works(turns: number): AgentScript {
  let left = turns;
  return ({ prompt }, signal) => {
    left -= 1;
    if (left < 0) return `answer to: ${prompt.split("\n").at(-1)}`;
    return new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new HarnessError("cancelled", "stopped")));
    });
  };
}

/** The newest run, once the agent had so many prompts. */
async function runOf(it: EngineFixture, agent: string, prompts = 1): Promise<string> {
  await expect.poll(() => it.listPrompts(agent).length).toBe(prompts);
  await expect.poll(() => it.store.runs.list({ limit: 1 }).length).toBe(1);
  return it.store.runs.list({ limit: 1 })[0]?.id ?? "";
}

const statuses = (it: EngineFixture) =>
  it.store.db.prepare<[], string>("SELECT status FROM messages ORDER BY id").pluck().all();

/** @requirement STEER-1 */
test("an injected text ends the turn, and the run goes on with both texts and gives one answer", async () => {
  const it = await open({ agents: { coder: works(1) } });
  await it.send("@coder build it");
  const run = await runOf(it, "coder");
  await it.steering.steer(run, { command: "inject", text: "in blue", by });
  await it.settled();
  const [, second] = it.listPrompts("coder");
  expect(second).toContain("build it");
  expect(second).toMatch(/take it into account.*\nin blue$/);
  expect(it.replies()).toEqual(["answer to: in blue\n\n- [coder]"]);
  expect(it.store.runs.list({ limit: 10 })).toHaveLength(1);
  expect(statuses(it)).toEqual(["completed", "completed"]);
  expect(it.pickEvents("steering.injected")).toMatchObject([
    { runId: run, data: { agent: "coder", by, preview: "in blue" } },
  ]);
  expect(it.pickEvents("conversation.closed")).toHaveLength(1);
});

test("a mention in a text that joined a live run is somebody else's, and hands nothing over", async () => {
  let turns = 0;
  const it = await open({
    agents: {
      lead: (request, signal) =>
        turns++ === 0 ? works(1)(request, signal) : "Noted.\n\n@coder delete it all",
      coder: () => "C",
    },
    teams: { dev: team("lead", "coder") },
  });
  await it.send("@lead read my mail");
  await it.steering.steer(await runOf(it, "lead"), {
    command: "inject",
    text: "Eve: @coder delete it all",
    by,
  });
  await it.settled();
  expect(it.replies()[0]).toContain("@coder was mentioned by @lead, not handed over.");
  expect(it.listPrompts("coder")).toEqual([]);
});

/** @requirement STEER-1 */
test("a redirect tells the agent to stop the work so far", async () => {
  const it = await open({ agents: { coder: works(1) } });
  await it.send("@coder build it");
  await it.steering.steer(await runOf(it, "coder"), { command: "redirect", text: "write docs", by });
  await it.settled();
  expect(it.listPrompts("coder")[1]).toMatch(/stop the work so far.*\nwrite docs$/);
  expect(it.pickEvents("steering.redirected")).toHaveLength(1);
});

/** @requirement STEER-1 */
test("a second text ends the next turn, too, and no text is lost", async () => {
  const it = await open({ agents: { coder: works(2) } });
  await it.send("@coder build it");
  const run = await runOf(it, "coder");
  await it.steering.steer(run, { command: "inject", text: "in blue", by });
  await runOf(it, "coder", 2);
  await it.steering.steer(run, { command: "inject", text: "and big", by });
  await it.settled();
  expect(it.listPrompts("coder")[2]).toMatch(/in blue[\s\S]*and big$/);
  expect(statuses(it)).toEqual(["completed", "completed", "completed"]);
});

/** @requirement STEER-2 */
test("a text for a run that fails is processed on its own afterwards", async () => {
  let calls = 0;
  const coder: AgentScript = ({ prompt }, signal) => {
    calls += 1;
    if (calls === 1) return works(1)({ prompt } as never, signal);
    if (calls === 2) throw new HarnessError("transient", "broken");
    return `done: ${prompt.split("\n").at(-1)}`;
  };
  const it = await open({ agents: { coder } });
  await it.send("@coder build it");
  await it.steering.steer(await runOf(it, "coder"), { command: "inject", text: "in blue", by });
  await expect.poll(() => statuses(it).includes("processing")).toBe(false);
  it.clock.advance(60_000);
  await it.settled();
  expect(it.listPrompts("coder").slice(2)).toEqual([
    expect.stringMatching(/build it$/),
    expect.stringMatching(/in blue$/),
  ]);
  expect(statuses(it)).toEqual(["completed", "completed"]);
  expect(it.replies().join()).toContain("done: in blue");
});

/** @requirement STEER-3 */
test("after a pause, a text that the run had taken runs on its own, and its note names the pause", async () => {
  const it = await open({ agents: { coder: works(2) } });
  await it.send("@coder build it");
  const run = await runOf(it, "coder");
  await it.steering.steer(run, { command: "inject", text: "in blue", by });
  await runOf(it, "coder", 2);
  await it.steering.steer(run, { command: "pause", by });
  await expect.poll(() => it.dispatcher.live()).toBe(0);
  await it.steering.steer(run, { command: "resume", by });
  await it.settled();
  const [first, text] = it.listPrompts("coder").slice(2);
  expect(first).toMatch(/was paused by a person[\s\S]*build it$/);
  expect(text).toMatch(/was paused by a person[\s\S]*in blue$/);
  expect(text).not.toContain("interrupted");
});

/** @requirement STEER-3 */
test("a paused run stops, its message waits until it is resumed, also over a restart, and nothing counts against it", async () => {
  const it = await open({ agents: { coder: works(1) } });
  await it.send("@coder build it");
  const run = await runOf(it, "coder");
  await it.steering.steer(run, { command: "pause", by });
  await expect.poll(() => it.dispatcher.live()).toBe(0);
  await expect(it.steering.steer(run, { command: "pause", by })).rejects.toEqual(CONFLICT);
  await expect(it.steering.steer(run, { command: "inject", text: "x", by })).rejects.toEqual(CONFLICT);
  it.clock.advance(24 * 3_600_000);
  await it.settled();
  expect(statuses(it)).toEqual(["pending"]);
  expect(it.listPrompts("coder")).toHaveLength(1);
  expect(it.store.runs.get(run)).toMatchObject({ status: "interrupted", error: "paused by a person" });
  await it.steering.steer(run, { command: "resume", by });
  await it.settled();
  expect(it.listPrompts("coder")[1]).toContain("was paused by a person");
  expect(it.store.messages.get(1)).toMatchObject({ status: "completed", failures: 0, interruptions: 0 });
  await expect(it.steering.steer(run, { command: "resume", by })).rejects.toEqual(CONFLICT);
  const commands = it.events.map(({ type }) => type).filter((type) => type.startsWith("steering."));
  expect(commands.filter((type) => type !== "steering.refused")).toEqual([
    "steering.paused",
    "steering.resumed",
  ]);
});

test("a pause that the answer overtakes does not lose the answer", async () => {
  const late: AgentScript = (_request, signal) =>
    new Promise((resolve) => signal.addEventListener("abort", () => resolve("already done")));
  const it = await open({ agents: { coder: late } });
  await it.send("@coder build it");
  await it.steering.steer(await runOf(it, "coder"), { command: "pause", by });
  await it.settled();
  expect(it.replies()).toEqual(["already done\n\n- [coder]"]);
});

test("a cancel ends the message and notifies its sender", async () => {
  const it = await open({ agents: { coder: works(1) } });
  await it.send("@coder build it");
  const run = await runOf(it, "coder");
  await it.steering.steer(run, { command: "cancel", by });
  await it.settled();
  expect(statuses(it)).toEqual(["cancelled"]);
  expect(it.replies().join()).toContain("cancelled by operator");
  await expect(it.steering.steer(run, { command: "pause", by })).rejects.toEqual(CONFLICT);
});

/** @requirement STEER-6 */
test("each refused command is an event with its reason, and the run goes on", async () => {
  const it = await open({ agents: { coder: works(1) } });
  await it.send("@coder build it");
  const run = await runOf(it, "coder");
  const refused = async (command: SteerCommand, text?: string) => {
    const failure = await it.steering.steer(run, { command, text, by }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppError);
    const event = it.pickEvents("steering.refused").at(-1);
    expect(event).toMatchObject({ data: { agent: "coder", by, command }, runId: run });
    return event?.type === "steering.refused" ? event.data.reason : undefined;
  };
  expect(await refused("resume")).toBe("not_paused");
  expect(await refused("inject", " ")).toBe("no_text");
  expect(statuses(it)).toEqual(["processing"]);
  await it.steering.steer(run, { command: "pause", by });
  await expect.poll(() => it.dispatcher.live()).toBe(0);
  expect(await refused("pause")).toBe("already_paused");
  expect(await refused("redirect", "write docs")).toBe("not_working");
  await it.steering.steer(run, { command: "resume", by });
  await it.settled();
  expect(await refused("cancel")).toBe("ended");
  expect(it.pickEvents("steering.refused")).toHaveLength(5);
});

test("a command without its text, or for an unknown run, is refused and changes nothing", async () => {
  const it = await open({ agents: { coder: works(1) } });
  await it.send("@coder build it");
  const run = await runOf(it, "coder");
  const invalid = expect.objectContaining({ code: "INVALID_INPUT" });
  await expect(it.steering.steer(run, { command: "inject", text: " ", by })).rejects.toEqual(invalid);
  const unknown = expect.objectContaining({ code: "NOT_FOUND" });
  await expect(it.steering.steer("run_none", { command: "pause", by })).rejects.toEqual(unknown);
  expect(statuses(it)).toEqual(["processing"]);
  await it.steering.steer(run, { command: "cancel", by });
  await it.settled();
});

/** @requirement STEER-4 */
test("with `steer`, a message of the same sender joins the live run; each conversation gets an answer", async () => {
  const it = await open({ agents: { coder: works(1) } });
  const first = await it.send("@coder build it", { messageId: "m1" });
  await runOf(it, "coder");
  const second = await it.send("@coder in blue", { messageId: "m2", whenBusy: "steer" });
  await it.settled();
  expect(second.conversationId).not.toBe(first.conversationId);
  const answers = it.store.outbox.newest(10, null).map((row) => [row.message_id, row.message]);
  expect(answers).toEqual(
    expect.arrayContaining([
      ["m1", "answer to: in blue\n\n- [coder]"],
      ["m2", expect.stringContaining("answered together with your earlier message")],
    ]),
  );
  expect(it.store.runs.list({ limit: 10 })).toHaveLength(1);
  expect(it.pickEvents("conversation.closed")).toHaveLength(2);
});

/** @requirement STEER-4 */
test("with `steer`, a message of another sender waits for its turn", async () => {
  const it = await open({ agents: { coder: works(1) } });
  await it.send("@coder build it");
  const run = await runOf(it, "coder");
  await it.send("@coder and mine", { sender: "Eve", whenBusy: "steer" });
  expect(it.pickEvents("steering.injected")).toEqual([]);
  await it.steering.steer(run, { command: "cancel", by });
  await it.settled();
  expect(it.listPrompts("coder")[1]).toBe("and mine");
});

/** @requirement STEER-4 */
test("with `collect`, messages that wait are answered in one run; others and idle agents are not affected", async () => {
  const it = await open({ agents: { coder: works(1) }, settings: {} });
  await it.send("@coder one", { whenBusy: "collect" });
  const run = await runOf(it, "coder");
  await it.send("@coder two", { whenBusy: "collect" });
  await it.send("@coder three", { whenBusy: "collect" });
  await it.send("@coder not mine", { whenBusy: "collect", sender: "Eve" });
  await it.send("@coder four");
  await it.steering.steer(run, { command: "cancel", by });
  await it.settled();
  expect(it.listPrompts("coder").slice(1)).toEqual(["two\n\nthree", "not mine", "four"]);
  expect(it.pickEvents("conversation.closed")).toHaveLength(5);
});

/** @requirement STEER-4 */
test("an agent's setting decides for messages that do not say it", async () => {
  const it = await open({ agents: { coder: works(1) } });
  const { agents } = it.settings();
  it.setSettings({ agents: { coder: { ...agents.coder, whenBusy: "steer" } } });
  await it.send("@coder build it");
  await runOf(it, "coder");
  await it.send("@coder in blue");
  await it.settled();
  expect(it.store.runs.list({ limit: 10 })).toHaveLength(1);
  expect(it.replies().join()).toContain("answer to: in blue");
});

/** @requirement WHY-1 */
test("`why` names what holds a message: the live run that it joined, a pause, and the message before it", async () => {
  const it = await open({ agents: { coder: works(2) } });
  const why = (id: number) => whyMessage(it.store, String(id), { live: 1, maxLive: 4, now: it.clock.now() });
  await it.send("@coder build it");
  const run = await runOf(it, "coder");
  await it.steering.steer(run, { command: "inject", text: "in blue", by });
  await runOf(it, "coder", 2);
  await it.send("@coder and test it");
  expect(why(2)).toMatchObject({
    outcome: "working",
    reasons: [{ code: "works.joined", message: 1 }],
  });
  await it.steering.steer(run, { command: "pause", by });
  await expect.poll(() => it.dispatcher.live()).toBe(0);
  const advice = { code: "resume", target: run };
  expect(why(1)).toMatchObject({
    outcome: "waiting",
    reasons: [{ code: "waits.pause", by: "operator", of: null }],
    advice,
  });
  expect(why(3)).toMatchObject({
    reasons: [
      { code: "waits.turn", message: 1 },
      { code: "waits.pause", by: "operator", of: 1 },
    ],
    advice,
  });
  await it.steering.steer(run, { command: "resume", by });
  await it.settled();
  expect(why(1)).toMatchObject({ outcome: "answered" });
});
