/** Both sides over a real engine that fails, is emptied, or carries what it should not. */
import { needs, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { openEngine } from "./connection.js";
import { openPair, type Pair, STREAMS } from "./fixture.js";
import { seal } from "./seal.js";
import { toId } from "./streams.js";

const epochOf = ({ hub }: Pair) => hub.state().epoch;
const isOpen = ({ hub, link }: Pair) =>
  hub.state().session !== null && link.state().session?.epoch === hub.state().epoch;

/** A new session has begun. */
async function nextSession(pair: Pair, before: number): Promise<void> {
  await waitFor(() => epochOf(pair) > before && isOpen(pair), { what: "the next session" });
}

/** Puts an entry into a stream as somebody else would. */
async function put(pair: Pair, stream: string, id: string, data: Buffer): Promise<void> {
  await using engine = await openEngine({ url: pair.server.url, onError: () => {} });
  await waitFor(() => engine.append(stream, [{ id, data }]).then(() => true), { what: "the entry" });
}

/** The id after the last one that the worker sent. */
function nextUp({ link }: Pair): { epoch: number; seq: number } {
  const { session } = link.state();
  return { epoch: session?.epoch ?? 0, seq: session?.nextOut ?? 0 };
}

interface Row {
  readonly name: string;
  readonly act: (pair: Pair) => Promise<void>;
  /** Whether the session ends by it. */
  readonly ends: boolean;
}

/** Each happens while a run is live. Whatever it is, the run ends with its own result, once. */
const ROWS: readonly Row[] = [
  {
    name: "an engine that is killed and started again, empty",
    ends: false,
    async act({ server }) {
      await server.kill();
      await server.start();
    },
  },
  {
    name: "an engine that is emptied",
    ends: false,
    async act({ server }) {
      await server.send("FLUSHALL");
    },
  },
  {
    name: "an engine that is frozen for longer than the worker waits",
    ends: true,
    async act(pair) {
      const { hellos } = pair.link.state();
      pair.server.freeze();
      await waitFor(() => pair.link.state().hellos > hellos, { what: "a hello" });
      pair.server.thaw();
    },
  },
  {
    name: "an entry that nobody sealed",
    ends: true,
    async act(pair) {
      const { epoch, seq } = nextUp(pair);
      await put(pair, STREAMS.up, toId(epoch, seq + 1_000), Buffer.from("[]"));
    },
  },
  {
    name: "an entry with an id that no session can reach",
    ends: true,
    act: (pair) => put(pair, STREAMS.up, "18446744073709551615-7", Buffer.from("[]")),
  },
  {
    name: "an entry to the worker with an id that no session can reach",
    ends: true,
    act: (pair) => put(pair, STREAMS.down, "18446744073709551615-7", Buffer.from("[]")),
  },
  {
    name: "an entry that was sealed with another worker's key",
    ends: true,
    async act(pair) {
      const { epoch, seq } = nextUp(pair);
      const id = toId(epoch, seq + 1_000);
      await put(pair, STREAMS.up, id, seal(Buffer.alloc(32, 1), "[]", { stream: STREAMS.up, id }));
    },
  },
  {
    name: "an entry of the daemon that is sent back as one of the worker",
    ends: true,
    async act(pair) {
      const { epoch, seq } = nextUp(pair);
      const id = toId(epoch, seq + 1_000);
      await put(pair, STREAMS.up, id, seal(pair.key, "[]", { stream: STREAMS.down, id }));
    },
  },
  {
    name: "an entry that comes before the one that it follows",
    ends: true,
    async act(pair) {
      const { epoch, seq } = nextUp(pair);
      const id = toId(epoch, seq + 1_000);
      await put(pair, STREAMS.up, id, seal(pair.key, "[]", { stream: STREAMS.up, id }));
    },
  },
  {
    name: "a result of an older session that comes again",
    ends: false,
    async act(pair) {
      const id = toId(0, 1);
      const again = JSON.stringify([{ kind: "result", key: "a", result: "forged" }]);
      await pair.server.send(`DEL ${STREAMS.up}`);
      await put(pair, STREAMS.up, id, seal(pair.key, again, { stream: STREAMS.up, id }));
    },
  },
  {
    name: "a hello that nobody sealed, with an id that the worker never reaches",
    ends: false,
    act: (pair) => put(pair, STREAMS.hello, "18446744073709551615-7", Buffer.from("{}")),
  },
];

describe("a live run survives", needs("redis-server"), () => {
  test.for(ROWS)("$name", async ({ act, ends }) => {
    await using pair = await openPair();
    await pair.run("a");
    const before = epochOf(pair);
    await act(pair);
    if (ends) await nextSession(pair, before);
    pair.link.event({ key: "a", event: "said" });
    pair.finish("a");
    expect(await pair.end("a")).toBe("result");
    await waitFor(() => pair.link.state().done.size === 0, { what: "the confirmation" });
    await pair.run("b");
    pair.finish("b");
    expect(await pair.end("b")).toBe("result");
    expect(pair.started).toEqual(["a", "b"]);
    expect(pair.effects.map(({ kind }) => kind)).toEqual(["started", "event", "ended", "started", "ended"]);
    expect(pair.effects[2]).toMatchObject({ outcome: { result: "a" } });
  });
});

describe("over a real engine", needs("redis-server"), () => {
  test("a daemon that starts again gets the end of a run that it does not know, and confirms it", async () => {
    await using pair = await openPair();
    await pair.run("a");
    await pair.restartHub();
    pair.finish("a");
    await waitFor(() => isOpen(pair) && pair.link.state().done.size === 0, { what: "the confirmation" });
    expect(pair.effects.filter(({ kind }) => kind !== "started")).toEqual([]);
  });

  test("a daemon that has lost what it stored meets its worker again", async () => {
    await using pair = await openPair({ epoch: 900 });
    await pair.run("a");
    await pair.loseHub();
    await waitFor(() => isOpen(pair), { what: "a session" });
    await pair.run("b");
  });

  test("a run that the daemon does not know any more is told to end", async () => {
    await using pair = await openPair();
    await pair.run("a");
    await pair.restartHub();
    await waitFor(() => pair.ending.includes("a"), { what: "the order to end" });
  });

  test("of two workers with one name the newer stays, and the run of the older is repeated", async () => {
    await using pair = await openPair();
    await pair.run("a");
    await pair.startLink();
    await waitFor(() => pair.superseded, { what: "the end of the older" });
    expect(await pair.end("a")).toBe("interrupted");
  });

  test("an abort reaches the worker", async () => {
    await using pair = await openPair();
    await pair.run("a");
    pair.hub.abort("a", "canceled");
    await waitFor(() => pair.ending.includes("a"), { what: "the abort" });
    pair.link.ended({ kind: "failed", key: "a", error: "ended" });
    expect(await pair.end("a")).toBe("failed");
  });

  test("hundreds of events arrive once, in their order, in few entries", async () => {
    await using pair = await openPair();
    await pair.run("a");
    const numbers = Array.from({ length: 500 }, (_, n) => n);
    for (const event of numbers) pair.link.event({ key: "a", event });
    pair.finish("a");
    await pair.end("a");
    expect(pair.effects.flatMap((effect) => (effect.kind === "event" ? [effect.event] : []))).toEqual(
      numbers,
    );
    expect(nextUp(pair).seq).toBeLessThan(100);
  });

  test("while the engine is away, a link with much unconfirmed is full, until the engine is back", async () => {
    await using pair = await openPair({ pressureBytes: 1_000 });
    await pair.run("a");
    await pair.server.kill();
    expect(pair.link.isFull()).toBe(false);
    pair.link.event({ key: "a", event: "x".repeat(2_000) });
    expect(pair.link.isFull()).toBe(true);
    await pair.server.start();
    await waitFor(() => !pair.link.isFull(), { what: "the confirmation" });
  });

  test("a worker that sends more than is read is cut off, and its stream is emptied", async () => {
    await using pair = await openPair({ unreadBytes: 100_000 });
    await waitFor(() => isOpen(pair), { what: "a session" });
    await pair.link[Symbol.asyncDispose]();
    // An entry of an older session is not taken, so that only the limit removes it.
    await pair.server.send(`DEL ${STREAMS.up}`);
    await put(pair, STREAMS.up, "0-1", Buffer.alloc(200_000));
    await waitFor(() => pair.hub.state().session === null, { what: "the end of the session" });
    await waitFor(async () => (await pair.server.send(`XLEN ${STREAMS.up}`)) === ":0\r\n", {
      what: "an empty stream",
    });
    pair.link = await pair.startLink();
    await waitFor(() => isOpen(pair), { what: "the next session" });
  });

  test("what was confirmed is forgotten by the engine", async () => {
    await using pair = await openPair();
    await pair.run("a");
    pair.finish("a");
    await pair.end("a");
    await waitFor(() => (pair.hub.state().session?.nextIn ?? 0) > 20, { what: "some beats" });
    const length = async (stream: string) => Number((await pair.server.send(`XLEN ${stream}`)).slice(1));
    await waitFor(async () => (await length(STREAMS.up)) < 8 && (await length(STREAMS.down)) < 8, {
      what: "the trimmed streams",
    });
  });
});
