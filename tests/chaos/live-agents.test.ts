/**
 * Programs that stay open are killed and stopped, between messages and in a turn, and so is their daemon: each message is answered
 * once, in the same session, and no process outlives its daemon.
 *
 * @requirement LIVE-2
 */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { leakCheck, type MockReply, type MockRequest, needs, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isAlive } from "../e2e/support/daemon.js";
import { type LiveHome, openLiveHome } from "../e2e/support/live-home.js";
import { promised } from "../support/promised-time.js";

const TIMEOUT_MS = 300_000;
const GONE_MS = promised(2_000);

let home: LiveHome;
const FOREIGN = JSON.stringify({ type: "result", subtype: "success", is_error: false, result: "42" });
/** Whether the model answers a prompt that asks for it to wait. */
let holds = true;

function script({ lastUserText, messages, toolResults }: MockRequest): MockReply {
  const path = /write to (\S+)/.exec(lastUserText)?.[1];
  if (path !== undefined && toolResults.length === 0)
    return { toolCalls: [{ name: "Write", input: { file_path: path, content: "written" } }] };
  if (lastUserText.includes("hold on") && holds) return { text: "never said", delayMs: TIMEOUT_MS };
  return { text: `answer ${messages.filter(({ role }) => role === "user").length}` };
}

beforeAll(async () => {
  home = await openLiveHome(script);
}, TIMEOUT_MS);
afterAll(() => home[Symbol.asyncDispose]());

const gone = (pid: number) =>
  waitFor(() => !isAlive(pid), { timeoutMs: GONE_MS, what: `process ${pid} to be gone` });

describe("a program that stays open", { ...needs("agent CLIs"), timeout: TIMEOUT_MS }, () => {
  test("and is killed between two messages is replaced, and the session goes on", async () => {
    const first = await home.ask("kept", "hello");
    process.kill(first.starts[0]?.pid ?? 0, "SIGKILL");
    await gone(first.starts[0]?.pid ?? 0);
    const next = await home.ask("kept", "hello again");
    expect(["crashed", "no_answer"]).toContain(next.run.start);
    expect(next.run).toMatchObject({ output: "answer 2", sessionId: first.run.sessionId });
  });

  test("and is stopped (SIGSTOP) between two messages is replaced", async () => {
    const before = await home.ask("kept", "hello");
    process.kill(before.starts[0]?.pid ?? 0, "SIGSTOP");
    const next = await home.ask("kept", "hello again");
    expect(next.run).toMatchObject({ start: "no_answer", sessionId: before.run.sessionId });
    await gone(before.starts[0]?.pid ?? 0);
  });

  test("and is killed in a turn fails that attempt, and the next attempt answers in the same session", async () => {
    const before = await home.ask("kept", "hello");
    holds = true;
    const asked = home.model.turns().length;
    const conversation = await home.send("kept", "hold on");
    await waitFor(() => home.model.turns().length > asked, {
      timeoutMs: 60_000,
      what: "the model to be asked",
    });
    holds = false;
    process.kill(before.starts[0]?.pid ?? 0, "SIGKILL");
    const { run, starts } = await home.ended(conversation);
    expect(starts.map(({ start }) => start)).toEqual(["reused", "crashed"]);
    expect(run).toMatchObject({ status: "completed", sessionId: before.run.sessionId });
  });

  test("and is killed while a person is asked for permission asks again, and acts only with it", async () => {
    const file = join(home.stage.place.workspace, "asks", "asked.txt");
    const { client } = home.daemon();
    const open = () =>
      waitFor(async () => (await client.call("listApprovals", { query: {} })).approvals[0], {
        timeoutMs: 60_000,
        what: "an approval",
      });
    const { starts } = await home.ask("asks", "hello");
    const conversation = await home.send("asks", `write to ${file}`);
    await open();
    process.kill(starts[0]?.pid ?? 0, "SIGKILL");
    await gone(starts[0]?.pid ?? 0);
    expect(existsSync(file)).toBe(false);
    // The question of the dead program may still be listed: nobody waits for its answer.
    const denied = async () => (await home.stage.cli(["deny", (await open()).id])).code === 0;
    await waitFor(denied, { timeoutMs: 60_000, what: "the question to be asked again" });
    const { run } = await home.ended(conversation);
    expect(run.status).toBe("completed");
    expect(existsSync(file)).toBe(false);
  });

  test("and is cancelled while its program starts ends, and the next message is answered", async () => {
    home.writeProgram("sleep 3");
    const conversation = await home.send("kept", "hello");
    const { client } = home.daemon();
    const running = () => client.call("listRuns", { query: { conversation } });
    const started = async () => {
      const runs = await running();
      // It is starting until its program has answered, and then so soon ended that nobody would see it run.
      const found = runs.find(({ status }) => status === "starting" || status === "running");
      if (found !== undefined) return found;
      // It becomes the cause of the failure: whether it waited, or ended before anybody looked.
      const lanes = await client.call("queueLanes", { query: {} });
      throw new Error(JSON.stringify({ runs, lanes }));
    };
    const run = await waitFor(started, { timeoutMs: 60_000, what: "the run to start" });
    await client.call("cancelRun", { params: { id: run.runId } });
    await waitFor(async () => (await running())[0]?.status === "cancelled", {
      timeoutMs: 60_000,
      what: "the run to be cancelled",
    });
    home.writeProgram("");
    expect((await home.ask("kept", "hello again")).run.status).toBe("completed");
  });

  test("and is updated between two messages is started again", async () => {
    const before = await home.ask("kept", "hello");
    home.writeProgram("# a new release");
    const next = await home.ask("kept", "hello again");
    expect(next.run).toMatchObject({ start: "program_changed", sessionId: before.run.sessionId });
    await gone(before.starts[0]?.pid ?? 0);
  });

  test.each([
    ["never answers", "exec sleep 600"],
    ["ends at once", "exit 3"],
    ["answers what nobody asked", `printf '%s\\n' '${FOREIGN}'; exec sleep 600`],
  ])("and %s when it is to stay open leaves the message to a program of its own", async (_how, lines) => {
    home.writeProgram(`case "$*" in *--replay-user-messages*) ${lines} ;; esac`);
    const sent = performance.now();
    const [first, second] = [await home.ask("kept", "hello"), await home.ask("kept", "hello again")];
    for (const { run } of [first, second])
      expect(run).toMatchObject({
        start: "not_opened",
        status: "completed",
        output: expect.stringMatching(/^answer \d+$/),
      });
    expect(performance.now() - sent).toBeLessThan(promised(60_000));
    home.writeProgram("");
    await home.ask("kept", "hello");
    expect((await home.ask("kept", "hello")).run.start).toBe("reused");
  });

  test("and whose session is lost begins a new one", async () => {
    const before = await home.ask("kept", "hello");
    process.kill(before.starts[0]?.pid ?? 0, "SIGKILL");
    await gone(before.starts[0]?.pid ?? 0);
    rmSync(join(home.stage.place.userHome, ".claude", "projects"), { recursive: true });
    const next = await home.ask("kept", "hello again");
    expect(next.run).toMatchObject({ status: "completed", output: "answer 1" });
    expect((await home.ask("kept", "and again")).run).toMatchObject({ start: "reused", output: "answer 2" });
  });

  test("ends with its daemon, and the next daemon goes on in its session", async () => {
    const programs = [await home.ask("kept", "hello"), await home.ask("free", "hello")];
    for (const person of ["1", "2", "3", "4"]) programs.push(await home.ask("threads", "hello", person));
    expect(new Set(programs.map(({ starts }) => starts[0]?.pid)).size).toBe(6);
    home.daemon().signal("SIGKILL");
    await home.daemon().exited;
    for (const { starts } of programs) await gone(starts[0]?.pid ?? 0);
    await waitFor(() => leakCheck(home.stage.place.root).length === 0, {
      timeoutMs: GONE_MS,
      what: "all programs to be gone",
    });
    await home.restart();
    const next = await home.ask("kept", "hello again");
    expect(next.run).toMatchObject({ start: "first", sessionId: programs[0]?.run.sessionId });
  });

  test("ends when its daemon stops in order", async () => {
    const { starts } = await home.ask("kept", "hello");
    await home.daemon().stop();
    expect(isAlive(starts[0]?.pid ?? 0)).toBe(false);
    await home.restart();
  });
});
