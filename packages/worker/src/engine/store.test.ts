/** A disk that is full ends the session, and nothing more. With room again, both sides go on. */
import { randomUUID } from "node:crypto";
import { waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { hearHello } from "../hub.js";
import { PROTOCOL } from "../messages.js";
import { inOrder } from "../unconfirmed.js";
import type { Engine } from "./connection.js";
import { createHubCore } from "./hub-core.js";
import type { StoredHub } from "./hub-options.js";
import { createWorkerLink } from "./link-shell.js";
import { seal } from "./seal.js";
import { streamsOf } from "./streams.js";

const KEY = Buffer.alloc(32, 1);
const STREAMS = streamsOf("home", "nas");
const FULL = new Error("no space left on device");
const now = () => performance.now();

/** What is put in it with `down` is read by the worker. */
function createFakeEngine(): Engine & { down(epoch: number, seq: number, messages: unknown): void } {
  let unread: { id: string; data: Buffer }[] = [];
  return {
    append: async (_stream, entries) => entries.map(() => true),
    async read(stream) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (stream !== STREAMS.down) return [];
      const read = unread;
      unread = [];
      return read;
    },
    trim: async () => {},
    bytes: async () => 0,
    remove: async () => {},
    down(epoch, seq, messages) {
      const id = `${epoch}-${seq}`;
      unread.push({ id, data: seal(KEY, JSON.stringify(messages), { stream: STREAMS.down, id }) });
    },
    async [Symbol.asyncDispose]() {},
  };
}

test("a daemon that cannot store a new session has none, until it can", async () => {
  const stored: StoredHub[] = [];
  const errors: unknown[] = [];
  let isFull = true;
  const core = createHubCore({
    engine: createFakeEngine(),
    streams: STREAMS,
    key: KEY,
    limits: { leaseMs: 60_000, beatMs: 100, slots: 2 },
    stored: undefined,
    store(state) {
      if (isFull) throw FULL;
      stored.push(state);
    },
    now,
    onEffect: () => {},
    onChange: () => {},
    onError: (error) => errors.push(error),
  });
  const hello = (n: number) =>
    hearHello(
      core.state(),
      { instance: "one", boot: 1, n, protocols: [PROTOCOL], slots: 2, live: [], done: [] },
      now(),
    );
  core.apply(hello(1));
  expect(core.state()).toMatchObject({ session: null, lastHello: { n: 0 } });
  expect(errors).toEqual([FULL]);
  isFull = false;
  core.apply(hello(2));
  expect(core.state().session).not.toBeNull();
  expect(stored).toEqual([{ epoch: core.state().epoch, lastHello: { instance: "one", boot: 1, n: 2 } }]);
  await core.close();
});

test("a worker that cannot store how a run ended says it when it can", async () => {
  const engine = createFakeEngine();
  const started: string[] = [];
  const errors: unknown[] = [];
  let stored: string[] = [];
  let isFull = false;
  const instance = randomUUID();
  await using link = createWorkerLink({
    engine,
    streams: STREAMS,
    key: KEY,
    slots: 2,
    instance,
    stored: { boot: 0, done: new Map() },
    store({ done }) {
      if (isFull) throw FULL;
      stored = [...done.keys()];
    },
    now,
    start: ({ key }) => started.push(key),
    end: () => {},
    superseded: () => {},
    onError: (error) => errors.push(error),
  });
  const welcome = (epoch: number, ...others: unknown[]) => {
    const hello = { instance, boot: 1, n: link.state().hellos };
    engine.down(epoch, 0, [
      { kind: "welcome", hello, protocol: PROTOCOL, leaseMs: 60_000, beatMs: 100 },
      ...others,
    ]);
    return waitFor(() => link.state().session?.epoch === epoch, { what: `session ${epoch}` });
  };
  const run = (key: string) => ({ kind: "run", key, lane: "a", request: null });
  link.clear();
  await welcome(1, run("one"), run("two"));
  expect(started).toEqual(["one"]);
  isFull = true;
  link.ended({ kind: "result", key: "one", result: "1" });
  expect(errors).toContain(FULL);
  // Nothing of it may be sent.
  expect(link.state().session).toBeNull();
  expect(started).toEqual(["one", "two"]);
  isFull = false;
  await waitFor(() => stored.includes("one"), { what: "the stored end" });
  await waitFor(() => link.state().hellos > 1, { what: "a hello" });
  await welcome(2);
  expect(inOrder(link.state().unconfirmed)).toContainEqual({ kind: "result", key: "one", result: "1" });
});
