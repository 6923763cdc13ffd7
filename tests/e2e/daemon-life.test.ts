/**
 * How a daemon starts, stops, dies and comes back, seen from outside: signals, exit codes, what becomes of the work.
 *
 * @requirement DURABLE-1 @requirement ORPHAN-1 @requirement LOCK-1
 */
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createFakeAgentBin, type FakeStep, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { promised } from "../support/promised-time.js";
import { type Daemon, isAlive, readRuntimeFile } from "./support/daemon.js";
import { freePort } from "./support/free-port.js";
import { openStage, type Stage } from "./support/stage.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const RECLAIM_MS = promised(5_000);
const settings = { agents: { coder: { name: "Coder", provider: "anthropic", model: "sonnet" } } };

async function openWith(step: FakeStep, env: Record<string, string> = {}) {
  const stage = await openStage({ settings, env });
  return { stage, fake: createFakeAgentBin(stage.place.bin, { default: step }) };
}

/** Sends one message and waits until its agent has begun. */
async function sendAndReach(daemon: Daemon, reached: () => unknown): Promise<string> {
  const { conversationId } = await daemon.client.call("sendMessage", { body: { message: "work" } });
  await waitFor(reached, { what: "the agent to work" });
  return conversationId;
}

async function closed(daemon: Daemon, id: string) {
  return waitFor(async () => {
    const found = await daemon.client.call("getConversation", { params: { id } });
    return found.status === "closed" ? found : undefined;
  });
}

async function draining(daemon: Daemon): Promise<void> {
  await waitFor(
    async () => (await daemon.call("POST", "/api/message", { body: { message: "late" } })).status === 503,
    { what: "the daemon to take no more messages" },
  );
}

describe("a second daemon", () => {
  test("of the same home ends with 73 and one line, and leaves the first alone", async () => {
    await using stage = await openStage({ settings });
    const first = await stage.start();
    const second = await stage.startInVain();
    expect(second.code).toBe(73);
    expect(second.output.trim().split("\n")).toEqual([expect.stringContaining("tinyagi stop")]);
    expect((await first.client.call("status")).bootId).toBe(first.bootId);
    expect(readRuntimeFile(stage.place.home)?.pid).toBe(first.pid);
  });

  test("on a port that is taken ends with 71, names the port, and frees its home", async () => {
    await using stage = await openStage({ settings });
    await using other = await openStage({ settings });
    const first = await stage.start();
    const second = await other.startInVain({ TINYAGI_API_PORT: String(first.port) });
    expect(second.code).toBe(71);
    expect(second.output).toContain(`Port ${first.port} is in use`);
    expect((await other.start()).port).not.toBe(first.port);
  });
});

describe("a limit of open files that is too low", () => {
  const PROGRAMS = {
    "tinyagi start": "packages/cli/bin/tinyagi.mjs start --no-open",
    "the daemon": "packages/cli/dist/daemon/src/main.js",
  };

  /** Node raises the soft limit to the hard one, so both are lowered. */
  const startWith = (stage: Stage, limit: number, program: string) =>
    stage.run("sh", ["-c", `ulimit -n ${limit} && exec "$0" ${program}`, process.execPath], { cwd: ROOT });

  test.each(
    Object.entries(PROGRAMS).flatMap(([name, program]) =>
      [24, 255].map((limit) => ({ name, program, limit })),
    ),
  )("ends $name with 71 and one line that names the command ($limit files)", async ({ program, limit }) => {
    await using stage = await openStage({ settings });
    const { code, stdout, stderr } = await startWith(stage, limit, program);
    expect({ code, stdout }).toEqual({ code: 71, stdout: "" });
    const [line = "", ...rest] = stderr.split("\n").filter((text) => text !== "" && !/^Starting/.test(text));
    expect(line).toContain(`${limit} open files`);
    expect(line).toContain("ulimit -n 1024");
    expect(rest.filter((text) => !text.includes("The daemon did not start"))).toEqual([]);
    expect(readRuntimeFile(stage.place.home)).toBeUndefined();
  });

  test("does not keep a daemon with 256 from starting", async () => {
    await using stage = await openStage({ settings });
    const { code, stderr } = await startWith(stage, 256, PROGRAMS["tinyagi start"]);
    // On a slow machine, a start says that it still works.
    expect(stderr.replace(/^Starting the daemon, \d+ s$\n?/gm, "")).toBe("");
    expect(code).toBe(0);
  });
});

describe("SIGTERM", () => {
  test("is not held up by a client that keeps a connection open and says nothing", async () => {
    await using stage = await openStage({ settings });
    const daemon = await stage.start();
    const silent = connect(daemon.port, "127.0.0.1");
    const half = connect(daemon.port, "127.0.0.1", () => half.write("POST /api/message HTTP/1.1\r\nHost: "));
    for (const socket of [silent, half]) socket.on("error", () => {});
    await waitFor(() => half.bytesWritten > 0);
    const began = performance.now();
    expect(await daemon.stop()).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(5_000);
    for (const socket of [silent, half]) socket.destroy();
  });

  test("lets a running agent finish, refuses new messages meanwhile, and ends with 0", async () => {
    const { stage, fake } = await openWith({});
    await using _end = stage;
    const go = join(stage.place.root, "go");
    fake.setControl({ default: { reply: "finished", until: go } });
    const daemon = await stage.start();
    const id = await sendAndReach(daemon, () => fake.runs().length === 1);
    daemon.signal("SIGTERM");
    await draining(daemon);
    writeFileSync(go, "");
    expect(await daemon.exited).toEqual({ code: 0, signal: null });
    expect(fake.runs()).toMatchObject([{ exitCode: 0, signals: [] }]);
    expect(readRuntimeFile(stage.place.home)).toBeUndefined();
    const conversation = await closed(await stage.start(), id);
    expect(conversation.replies).toMatchObject([{ message: "finished\n\n- [coder]" }]);
    expect(conversation.runs).toHaveLength(1);
  });

  test("a second time ends it immediately; the message is answered after the restart as attempt 2, without an orphan", async () => {
    const { stage, fake } = await openWith({ hang: "init", fork: true });
    await using _end = stage;
    const daemon = await stage.start();
    const id = await sendAndReach(daemon, () => fake.runs()[0]?.hanging);
    daemon.signal("SIGTERM");
    await draining(daemon);
    daemon.signal("SIGTERM");
    expect(await daemon.exited).toEqual({ code: 0, signal: null });
    const pids = fake.runs().flatMap((run) => [run.pid, ...run.children]);
    expect(pids).toHaveLength(2);
    expect(pids.filter(isAlive)).toEqual([]);
    fake.setControl({ default: { reply: "at last" } });
    const conversation = await closed(await stage.start(), id);
    expect(conversation.replies).toMatchObject([{ message: "at last\n\n- [coder]" }]);
    expect(conversation.runs.map((run) => [run.attempt, run.status])).toEqual([
      [1, "interrupted"],
      [2, "completed"],
    ]);
    expect(conversation.messages).toMatchObject([{ attempts: 2, interruptions: 0 }]);
  });
});

test("after kill -9 the next start ends the orphans and answers the message as attempt 2 within five seconds", async () => {
  const { stage, fake } = await openWith({ hang: "init", ignoreSigterm: true, fork: true, setsid: true });
  await using _end = stage;
  const daemon = await stage.start();
  const id = await sendAndReach(daemon, () => fake.runs()[0]?.hanging);
  daemon.signal("SIGKILL");
  await daemon.exited;
  const pids = fake.runs().flatMap((run) => [run.pid, ...run.children]);
  expect(pids.filter(isAlive)).toEqual(pids);
  fake.setControl({ default: { reply: "at last" } });
  const began = performance.now();
  const next = await stage.start();
  expect(pids.filter(isAlive)).toEqual([]);
  const conversation = await closed(next, id);
  expect(performance.now() - began).toBeLessThan(RECLAIM_MS);
  expect(conversation.replies).toMatchObject([{ message: "at last\n\n- [coder]" }]);
  expect(conversation.runs.map((run) => [run.attempt, run.status])).toEqual([
    [1, "interrupted"],
    [2, "completed"],
  ]);
  expect(conversation.messages).toMatchObject([{ interruptions: 1 }]);
});

describe("POST /api/services/restart", () => {
  async function successor(stage: Stage, before: Daemon): Promise<Daemon> {
    await waitFor(
      () => {
        const file = readRuntimeFile(stage.place.home);
        return file !== undefined && file.bootId !== before.bootId;
      },
      { what: "the daemon to come back" },
    );
    return stage.current();
  }

  test("comes back by itself on the same port with a new boot id, and waiting work continues", async () => {
    const { stage, fake } = await openWith({ reply: "done", delayMs: 500 });
    await using _end = stage;
    const port = await freePort();
    const first = await stage.start({ TINYAGI_API_PORT: String(port) });
    const ids: string[] = [];
    for (const message of ["one", "two", "three"])
      ids.push((await first.client.call("sendMessage", { body: { message } })).conversationId);
    const asked = await first.call("POST", "/api/services/restart");
    expect(asked.body).toEqual({ ok: true, action: "restart" });
    const second = await successor(stage, first);
    expect(second.port).toBe(port);
    expect(second.pid).not.toBe(first.pid);
    expect(second.token).toBe(first.token);
    for (const id of ids) expect((await closed(second, id)).replies).toHaveLength(1);
    expect(fake.runs()).toHaveLength(3);
    await second.stop();
  });

  test("leaves the start to a supervisor by exit code 75 where there is one", async () => {
    await using stage = await openStage({ settings });
    const daemon = await stage.start({ TINYAGI_SUPERVISED: "1" });
    await daemon.call("POST", "/api/services/restart");
    expect(await daemon.exited).toEqual({ code: 75, signal: null });
  });
});
