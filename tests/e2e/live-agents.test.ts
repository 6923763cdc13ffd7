/**
 * The real claude stays open between messages: the next message is a turn of the same process, with the promises of a run
 * kept, and with what a person has changed meanwhile.
 *
 * @requirement LIVE-1
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MockReply, type MockRequest, needs, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isAlive } from "./support/daemon.js";
import { type LiveHome, openLiveHome } from "./support/live-home.js";

const TIMEOUT_MS = 240_000;
/** Longer than any test: only a cancel ends the request. */
const NEVER_MS = 600_000;
const SERVER = "setsid sleep 300 >/dev/null 2>&1 & echo left";

let home: LiveHome;
/** Whether the model answers nobody who waits. claude repeats an interrupted message together with the next one. */
let holds = true;

function script({ lastUserText, messages, toolResults, raw }: MockRequest): MockReply {
  if (holds && lastUserText.includes("wait for ever")) return { text: "never said", delayMs: NEVER_MS };
  if (holds && lastUserText.includes("spend and stall"))
    return toolResults.length > 0
      ? { text: "half of it", usage: { inputTokens: 5_000, outputTokens: 5 }, stall: true }
      : {
          toolCalls: [{ name: "Bash", input: { command: "pwd", description: "a test" } }],
          usage: { inputTokens: 1_000, outputTokens: 100 },
        };
  if (lastUserText.includes("work slowly"))
    return toolResults.length > 0
      ? { text: JSON.stringify(raw).includes("and the moon") ? "sun and moon" : "only the sun" }
      : { toolCalls: [{ name: "Bash", input: { command: "sleep 5; echo worked", description: "a test" } }] };
  if (lastUserText.includes("think slowly")) return { text: "thought", delayMs: 4_000 };
  if (lastUserText.includes("run a command"))
    return toolResults.length > 0
      ? { text: `it said ${toolResults[0]?.text}` }
      : { toolCalls: [{ name: "Bash", input: { command: "echo in the sandbox", description: "a test" } }] };
  if (lastUserText.includes("leave a server"))
    return toolResults.length > 0
      ? { text: "it is up" }
      : { toolCalls: [{ name: "Bash", input: { command: SERVER, description: "a server" } }] };
  const asked = messages.filter(({ role }) => role === "user").length;
  return { text: `answer ${asked}`, usage: { inputTokens: 100, outputTokens: 10 } };
}

beforeAll(async () => {
  home = await openLiveHome(script);
}, TIMEOUT_MS);
afterAll(() => home[Symbol.asyncDispose]());

describe("an agent whose program stays open", { ...needs("agent CLIs"), timeout: TIMEOUT_MS }, () => {
  test("answers two messages with one process and one session, and each run has its own usage", async () => {
    const first = await home.ask("kept", "hello");
    const second = await home.ask("kept", "hello again");
    expect(first.run).toMatchObject({ start: "first", output: "answer 1" });
    expect(second.run).toMatchObject({ start: "reused", output: "answer 2", sessionId: first.run.sessionId });
    expect(second.starts[0]?.pid).toBe(first.starts[0]?.pid);
    for (const { run } of [first, second])
      expect(run.usage).toMatchObject({ inputTokens: 100, outputTokens: 10 });
    expect(second.run.usage.costUsd).toBeCloseTo(first.run.usage.costUsd ?? 0, 6);
  });

  test("has a token that opens nothing between two runs", async () => {
    await home.ask("kept", "hello");
    const token = readFileSync(join(home.stage.place.home, "run", "access", "kept", "1.token"), "utf8");
    const answer = await fetch(`http://127.0.0.1:${home.daemon().port}/api/agents`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain("has ended");
  });

  test("is interrupted by a cancel, and takes the next message with the same process", async () => {
    const before = await home.ask("kept", "hello");
    const asked = home.model.turns().length;
    const conversation = await home.send("kept", "wait for ever");
    await waitFor(() => home.model.turns().length > asked, {
      timeoutMs: 60_000,
      what: "the model to be asked",
    });
    const { runId = "" } =
      (await home.daemon().client.call("listRuns", { query: { conversation } }))[0] ?? {};
    await home.daemon().client.call("cancelRun", { params: { id: runId } });
    holds = false;
    const run = () => home.daemon().client.call("getRun", { params: { id: runId } });
    await waitFor(async () => (await run()).status === "cancelled", {
      timeoutMs: 60_000,
      what: "the run to be cancelled",
    });
    const after = await home.ask("kept", "go on");
    expect(after.run.start).toBe("reused");
    expect(after.starts[0]?.pid).toBe(before.starts[0]?.pid);
  });

  test("counts what an interrupted turn had streamed, and in the next turn only what that uses", async () => {
    const before = await home.ask("kept", "hello");
    holds = true;
    const { client } = home.daemon();
    const conversation = await home.send("kept", "spend and stall");
    const running = () => client.call("listRuns", { query: { conversation } });
    await waitFor(async () => (await running())[0]?.usage.inputTokens === 6_000, {
      timeoutMs: 60_000,
      what: "both calls to be counted",
    });
    holds = false;
    await client.call("cancelRun", { params: { id: (await running())[0]?.runId ?? "" } });
    await waitFor(async () => (await running())[0]?.status === "cancelled", {
      timeoutMs: 60_000,
      what: "the run to be cancelled",
    });
    expect((await running())[0]?.usage.inputTokens).toBe(6_000);
    const after = await home.ask("kept", "go on");
    expect(after.run).toMatchObject({ start: "reused", usage: { inputTokens: 100, outputTokens: 10 } });
    expect(after.run.usage.costUsd).toBeCloseTo(before.run.usage.costUsd ?? 0, 6);
  });

  test.each([
    ["work slowly", "sun and moon"],
    ["think slowly", "thought\n\nanswer"],
  ])(
    "reads a text in the middle of its work (%s), which goes on, and answers both",
    async (prompt, answer) => {
      const before = await home.ask("kept", "hello");
      const asked = home.model.turns().length;
      const conversation = await home.send("kept", prompt);
      await waitFor(() => home.model.turns().length > asked, {
        timeoutMs: 60_000,
        what: "the model to be asked",
      });
      const { client } = home.daemon();
      const [running] = await client.call("listRuns", { query: { conversation } });
      await client.call("steerRun", {
        params: { id: running?.runId ?? "" },
        body: { command: "inject", text: "and the moon" },
      });
      const { run, starts, events } = await home.ended(conversation);
      expect(run).toMatchObject({ status: "completed", output: expect.stringContaining(answer) });
      expect(starts).toEqual([expect.objectContaining({ start: "reused", pid: before.starts[0]?.pid })]);
      expect(events.filter(({ type }) => type === "run.tool_started").length).toBeLessThan(2);
      expect(run.usage.outputTokens).toBeGreaterThan(10);
      expect((await home.ask("kept", "hello")).run).toMatchObject({ start: "reused" });
    },
  );

  test("learns of changed instructions and settings with the next message", async () => {
    await home.ask("kept", "hello");
    writeFileSync(join(home.stage.place.workspace, "kept", "AGENTS.md"), "Speak of the sea.\n");
    expect((await home.ask("kept", "hello")).run.start).toBe("prompt_changed");
    expect(home.model.turns().at(-1)?.system).toContain("Speak of the sea.");
    const model = { path: ["agents", "kept", "model"], value: "claude-haiku-4-5" };
    await home.daemon().client.call("changeSettings", { body: { changes: [model] } });
    expect((await home.ask("kept", "hello")).run.start).toBe("settings_changed");
    expect(home.model.turns().at(-1)?.model).toContain("haiku");
    writeFileSync(join(home.stage.place.workspace, "kept", "CLAUDE.md"), "Be brief.\n");
    expect((await home.ask("kept", "hello")).run.start).toBe("files_changed");
    expect((await home.ask("kept", "hello")).run.start).toBe("reused");
  });

  test("starts with a new session after a reset", async () => {
    const before = await home.ask("kept", "hello");
    await home.stage.cli(["agent", "reset", "kept"]);
    const after = await home.ask("kept", "hello");
    expect(after.run).toMatchObject({ start: "session_changed", output: "answer 1" });
    expect(after.run.sessionId).not.toBe(before.run.sessionId);
  });

  test("runs commands in its sandbox in each turn", async () => {
    const said: unknown[] = [];
    for (const _turn of [1, 2, 3]) said.push((await home.ask("kept", "run a command")).run.output);
    expect(said).toEqual(Array.from({ length: 3 }, () => "it said in the sandbox"));
    expect((await home.ask("kept", "hello")).run.start).toBe("reused");
  });

  test("leaves nothing of a turn running, says so, and takes the next message", async () => {
    const { run, events } = await home.ask("free", "leave a server");
    const ended = events.find(({ type }) => type === "run.background_ended")?.data;
    expect(ended).toMatchObject({ count: 1, commands: ["sleep 300"] });
    expect(run.output).toContain("it is up");
    expect((await home.ask("free", "hello")).run.start).toBe("reused");
  });

  test("is named by why", async () => {
    await home.ask("kept", "hello");
    await home.ask("alone", "hello");
    const { run } = await home.ask("kept", "hello");
    const { stdout } = await home.stage.cli(["why", String(run.messageRowId)]);
    expect(stdout).toMatch(/process \d+: it was open/);
    expect(stdout).toMatch(/program ready after \d+\.\d s/);
    expect((await home.stage.cli(["runs", "show", run.runId])).stdout).toMatch(
      /program +it was open; ready after \d+\.\d s/,
    );
  });

  test("is named by why with the reason when it was not open", async () => {
    const why = async ({ run }: Awaited<ReturnType<LiveHome["ask"]>>) =>
      (await home.stage.cli(["why", String(run.messageRowId)])).stdout;
    expect(await why(await home.ask("alone", "hello"))).toMatch(
      /process \d+: started for this run alone, as the settings say/,
    );
    await home.ask("kept", "hello");
    writeFileSync(join(home.stage.place.workspace, "kept", "AGENTS.md"), "Speak of the hills.\n");
    expect(await why(await home.ask("kept", "hello"))).toMatch(
      /process \d+: started again, because its instructions changed/,
    );
  });

  test("is closed at once when the agent is removed", async () => {
    const { starts } = await home.ask("free", "hello");
    expect((await home.stage.cli(["agent", "remove", "free", "--yes"])).code).toBe(0);
    await waitFor(() => !isAlive(starts[0]?.pid ?? 0), {
      timeoutMs: 30_000,
      what: "the program to be closed",
    });
  });

  test("is closed at once when the agent may do less, and the next message says why it starts", async () => {
    const before = await home.ask("kept", "hello");
    const mode = { path: ["agents", "kept", "permissions"], value: "ask" };
    await home.daemon().client.call("changeSettings", { body: { changes: [mode] } });
    await waitFor(() => !isAlive(before.starts[0]?.pid ?? 0), {
      timeoutMs: 30_000,
      what: "the program to be closed",
    });
    expect((await home.ask("kept", "hello")).run.start).toBe("settings_changed");
  });
});

test("an agent with live: false has a process for each message", {
  ...needs("agent CLIs"),
  timeout: TIMEOUT_MS,
}, async () => {
  const first = await home.ask("alone", "hello");
  const second = await home.ask("alone", "hello");
  expect([first.run.start, second.run.start]).toEqual(["off", "off"]);
  expect(second.starts[0]?.pid).not.toBe(first.starts[0]?.pid);
  expect(isAlive(first.starts[0]?.pid ?? 0)).toBe(false);
});
