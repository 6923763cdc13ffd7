/** A connection to a scripted `codex app-server`: turns of one process, and answers to what it asks. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HarnessEvent, HarnessRequest, HarnessResult } from "@tinyagi/contracts";
import { waitFor } from "@tinyagi/testkit";
import { partial } from "@tinyagi/testkit/partial";
import { expect, onTestFinished, test } from "vitest";
import type { PermissionQuestion, Permit } from "../../api/permit.js";
import { fakeCodex } from "../../fixtures/fake-codex.js";
import { createChildren } from "../../process/child.js";
import { createKeptProcesses } from "../../process/kept-process.js";
import { openCodex } from "./connection.js";

const LIMITS = { timeoutMs: 30_000, idleTimeoutMs: 20_000, maxOutputBytes: 100_000, maxLineBytes: 50_000 };
const KNOWN = "01a21779-ee02-7d60-825c-9597fd0ee56b";

interface Opening {
  mode?: string;
  permit?: Permit;
  sessionId?: string;
  serversMaxMs?: number;
}

function open({ mode = "", permit, sessionId, serversMaxMs }: Opening = {}) {
  const connection = openCodex({
    ...fakeCodex(mode),
    keepProcess: createKeptProcesses(createChildren(), { openMaxMs: 2_000 }),
    thread: { sessionId, params: {} },
    permit,
    serversMaxMs,
    now: () => 0,
  });
  onTestFinished(() => connection.close());
  return connection;
}

async function turn(
  connection: ReturnType<typeof open>,
  prompt: string,
  signal = new AbortController().signal,
) {
  const events: HarnessEvent[] = [];
  const request = partial<HarnessRequest>({ prompt, cwd: tmpdir(), limits: LIMITS });
  const outcome = await connection
    .prompt(request, { signal, onEvent: (event) => void events.push(event) })
    .catch((error: unknown) => error);
  return { outcome, events, text: outcome instanceof Error ? "" : (outcome as HarnessResult).text };
}

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-codex-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "made.txt");
}

test("prompts follow each other in one thread, each with its own usage", async () => {
  const connection = open();
  const first = await turn(connection, "one");
  const second = await turn(connection, "two");
  expect([first.text, second.text]).toEqual(["one 1", "two 2"]);
  expect(second.outcome).toMatchObject({
    sessionId: KNOWN,
    usage: { inputTokens: 10, cachedTokens: 2, outputTokens: 2 },
    sessionTotals: { inputTokens: 20, cachedTokens: 4, outputTokens: 3 },
  });
  expect(await connection.answers()).toBe(true);
  expect(await connection.refresh()).toBe(true);
});

test("a thread goes on in another process, and one that is gone is reported as lost", async () => {
  const connection = open({ sessionId: KNOWN });
  expect((await turn(connection, "one")).text).toBe("one 1");
  const lost = open({ sessionId: "01a21781-afe1-7000-8ca1-42102f83c999" });
  expect((await turn(lost, "one")).outcome).toMatchObject({ class: "not_found", sessionLost: true });
});

test.each(["garbage", "twice", "later", "elsewhere"])(
  "what codex says beside its answer (%s) is no answer to the next prompt",
  async (word) => {
    const connection = open();
    expect((await turn(connection, word)).text).toBe(`${word} 1`);
    expect((await turn(connection, "next")).text).toBe("next 2");
  },
);

test("a running turn takes text, and a turn that has ended does not", async () => {
  const connection = open();
  expect(await connection.steer?.("early")).toBe("too_late");
  const working = turn(connection, "work tool");
  await waitFor(async () => (await connection.steer?.("and this")) === "taken");
  expect((await working).text).toBe("worked tool and this");
  expect(await connection.steer?.("late")).toBe("too_late");
});

test("an interrupted turn ends, and the same process takes the next prompt", async () => {
  const connection = open();
  await turn(connection, "one");
  const stop = new AbortController();
  const hanging = turn(connection, "hang", stop.signal);
  await waitFor(async () => (await connection.steer?.("are you there?")) === "taken");
  stop.abort();
  expect((await hanging).outcome).toMatchObject({ class: "cancelled" });
  expect((await turn(connection, "next")).text).toBe("next 3");
});

test("a turn that is stopped before it has a name is interrupted once it has one, and the process stays", async () => {
  const connection = open();
  await turn(connection, "one");
  const stop = new AbortController();
  const hanging = turn(connection, "hang unnamed", stop.signal);
  stop.abort();
  expect((await hanging).outcome).toMatchObject({ class: "cancelled" });
  expect((await turn(connection, "next")).text).toBe("next 3");
});

test.each([
  ["401", "auth"],
  ["429", "rate_limited"],
  ["503", "transient"],
])("the status %s of a failed turn decides how the run fails", async (status, expected) => {
  const { outcome, events } = await turn(open(), `fail ${status}`);
  expect(outcome).toMatchObject({ class: expected });
  expect(events).toContainEqual({ type: "retrying", attempt: 1, reason: `unexpected status ${status}` });
});

test.each([
  ["broken", true],
  ["silent", true],
  ["refusing", false],
])(
  "a codex that takes no prompts (%s) was asked nothing; that it is no such program at all is %s",
  async (mode, isForeign) => {
    const connection = open({ mode });
    expect((await turn(connection, "one")).outcome).toBeInstanceOf(Error);
    expect(connection.wasOpen()).toBe(false);
    expect(connection.isForeign()).toBe(isForeign);
  },
);

test.each([
  ["command", "allows", true],
  ["command", "denies", false],
  ["change", "allows", true],
  ["change", "denies", false],
])("a %s happens where a person %s it, and only then", async (word, _how, allowed) => {
  const path = scratch();
  const asked: PermissionQuestion[] = [];
  const connection = open({
    permit: async (question) => {
      asked.push(question);
      expect(existsSync(path)).toBe(false);
      return allowed ? undefined : "A person denied this: too risky.";
    },
  });
  const { outcome, text } = await turn(connection, `${word} ${path}`);
  expect(text).toBe(allowed ? "done" : "denied A person denied this: too risky.");
  expect(existsSync(path)).toBe(allowed);
  const tool = word === "command" ? "command" : "file_change";
  expect(asked).toMatchObject([{ tool }]);
  expect(JSON.stringify(asked[0]?.input)).toContain(path);
  expect(outcome).toMatchObject({ deniedTools: allowed ? [] : [tool] });
});

test("no turn begins while a server of the user is starting", async () => {
  const connection = open({ mode: "servers" });
  expect((await turn(connection, "servers")).text).toBe("all servers run");
  expect(await connection.refresh()).toBe(true);
  expect((await turn(connection, "servers")).text).toBe("all servers run");
});

test("a server that never starts holds a turn up for a bounded time only", async () => {
  const connection = open({ mode: "stuck", serversMaxMs: 100 });
  expect((await turn(connection, "servers")).text).toBe("a server starts");
  expect(await connection.refresh()).toBe(true);
});

test("what nobody can be asked about is denied", async () => {
  const path = scratch();
  expect((await turn(open(), `command ${path}`)).text).toBe("denied");
  const unreachable = open({ permit: () => Promise.reject(new Error("refused")) });
  expect((await turn(unreachable, `command ${path}`)).text).toBe("denied");
  expect(existsSync(path)).toBe(false);
});

test("a turn that is stopped while a person is asked does nothing", async () => {
  const path = scratch();
  const stop = new AbortController();
  const connection = open({
    permit: (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        stop.abort();
      }),
  });
  expect((await turn(connection, `command ${path}`, stop.signal)).outcome).toMatchObject({
    class: "cancelled",
  });
  expect(existsSync(path)).toBe(false);
});

test("a request that is not known is refused, so that codex does not wait", async () => {
  expect((await turn(open(), "question")).text).toBe("refused with -32601");
});
