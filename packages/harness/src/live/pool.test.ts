/** Which programs are kept, by one holder at a time, and what becomes of the others. */
import { afterEach, expect, test, vi } from "vitest";
import { type AheadOffer, createLivePool, type KeptProgram, type LivePoolOptions } from "./pool.js";

const LIMITS = { idleMs: 60_000, maxIdle: 2, maxIdleBytes: 1_000, spares: 1 };
const BASIS = { program: "", login: "", settings: "", prompt: "", files: "", session: "" };
let now = 0;
let pids = 0;

afterEach(() => {
  vi.useRealTimers();
  now = 0;
});

function pool(options: Partial<LivePoolOptions> = {}) {
  return createLivePool({
    limits: () => LIMITS,
    now: () => now,
    measure: async () => new Map(),
    onError: (error) => {
      throw error;
    },
    ...options,
  });
}

/** A program with a record of its end. */
function program(agentId = "coder"): { kept: KeptProgram; ends: string[]; die: () => void; pid: number } {
  const ends: string[] = [];
  let usable = true;
  let die = () => {};
  const ended = new Promise<void>((resolve) => {
    die = () => {
      usable = false;
      resolve();
    };
  });
  pids += 1;
  const pid = pids;
  const kept: KeptProgram = {
    agentId,
    basis: BASIS,
    connection: {
      prompt: async () => ({ text: "", deniedTools: [] }),
      answers: async () => true,
      openAhead: async () => true,
      refresh: async () => true,
      isUsable: () => usable,
      wasOpen: () => true,
      isForeign: () => false,
      sessionId: () => undefined,
      pid: () => pid,
      close: async () => {
        ends.push("closed");
        die();
      },
      ended,
    },
    grant: {
      env: {},
      readablePaths: [],
      closedPaths: [],
      admit: () => () => {},
      release: () => void ends.push("released"),
    },
  };
  return { kept, ends, die, pid };
}

/** Keeps a program for a lane. */
function put(subject: ReturnType<typeof pool>, lane: string, agentId?: string) {
  const one = program(agentId);
  subject.hold(lane)?.release(one.kept);
  now += 1;
  return one;
}

test("a program is kept for the next run of its lane, and for no other lane", async () => {
  await using subject = pool();
  const { kept } = put(subject, "a");
  expect(subject.hold("b")).toMatchObject({ program: undefined, missing: "first" });
  expect(subject.hold("a")?.program).toBe(kept);
});

test("a lane has one holder at a time", async () => {
  await using subject = pool();
  const first = subject.hold("a");
  expect(subject.hold("a")).toBeUndefined();
  first?.release(undefined);
  expect(subject.hold("a")).toBeDefined();
});

test("a program that is not to be kept is closed, its access ends first, and the next run learns why", async () => {
  await using subject = pool();
  const { kept, ends } = program();
  subject.hold("a")?.release(kept, "failed");
  expect(ends).toEqual(["released", "closed"]);
  expect(subject.hold("a")).toMatchObject({ program: undefined, missing: "failed" });
});

test("a program that dies while it waits is forgotten", async () => {
  await using subject = pool();
  const { die, ends } = put(subject, "a");
  die();
  await vi.waitFor(() => expect(ends).toContain("released"));
  expect(subject.hold("a")).toMatchObject({ program: undefined, missing: "crashed" });
});

test("of too many programs, the one that waits longest is closed", async () => {
  await using subject = pool();
  const [first] = [put(subject, "a"), put(subject, "b"), put(subject, "c")];
  await vi.waitFor(() => expect(first?.ends).toEqual(["released", "closed"]));
  expect(subject.idle()).toBe(2);
  expect(subject.hold("a")?.missing).toBe("too_many");
});

test("memory is measured, and what is over the limit is closed", async () => {
  await using subject = pool({ measure: async (leaders) => new Map(leaders.map((pid) => [pid, 600])) });
  const [first] = [put(subject, "a"), put(subject, "b")];
  await vi.waitFor(() => expect(first?.ends).toContain("closed"));
  expect(subject.hold("a")?.missing).toBe("memory");
});

test("a program without a new message is closed when its time is over", async () => {
  vi.useFakeTimers();
  const subject = pool();
  const { ends } = put(subject, "a");
  await vi.advanceTimersByTimeAsync(1);
  now = 60_000;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ends).toEqual(["released", "closed"]);
  expect(subject.hold("a")?.missing).toBe("expired");
});

test("the end of the pool closes every program, also one that is given back later", async () => {
  const subject = pool();
  const { ends } = put(subject, "a");
  const late = program();
  const hold = subject.hold("b");
  await subject[Symbol.asyncDispose]();
  hold?.release(late.kept);
  expect([ends, late.ends]).toEqual([
    ["released", "closed"],
    ["released", "closed"],
  ]);
});

test("what is open is listed with its age and memory, at work or not, and each change is told", async () => {
  const changes: [string, number][] = [];
  const subject = pool({
    measure: async (pids) => new Map(pids.map((pid) => [pid, 100])),
    onChange: (agentId, open) => void changes.push([agentId, open]),
  });
  put(subject, "a");
  put(subject, "b");
  const writer = put(subject, "c", "writer");
  subject.hold("b");
  const facts = { agentId: "coder", isWorking: false, bytes: 100 };
  expect(await subject.list()).toEqual([
    { ...facts, openMs: 3 },
    { ...facts, openMs: 2, isWorking: true },
    { ...facts, agentId: "writer", openMs: 1 },
  ]);
  writer.die();
  await vi.waitFor(() =>
    expect(changes).toEqual([
      ["coder", 1],
      ["coder", 2],
      ["writer", 1],
      ["writer", 0],
    ]),
  );
});

test("a program that is used again is as old as before", async () => {
  const subject = pool();
  const { kept } = put(subject, "a");
  subject.hold("a")?.release(kept);
  now += 5;
  expect(await subject.list()).toEqual([expect.objectContaining({ openMs: 6 })]);
});

test("the programs of an agent can be closed: those that wait at once, one at work after its run", async () => {
  const subject = pool();
  const waiting = put(subject, "a");
  const working = put(subject, "b");
  const other = put(subject, "c", "writer");
  const hold = subject.hold("b");
  expect(subject.closeAgent("coder")).toEqual({ closed: 1, later: 1 });
  expect(waiting.ends).toEqual(["released", "closed"]);
  expect(working.ends).toEqual([]);
  hold?.release(working.kept);
  expect(working.ends).toEqual(["released", "closed"]);
  expect(other.ends).toEqual([]);
  expect(subject.hold("a")?.missing).toBe("closed");
  expect(subject.hold("b")?.missing).toBe("closed");
  expect(subject.closeAgent("coder")).toEqual({ closed: 0, later: 0 });
});

test("a program is open from the moment when a run gets it: closing finds it, and it is gone after the run", async () => {
  const changes: [string, number][] = [];
  const subject = pool({ onChange: (agentId, open) => void changes.push([agentId, open]) });
  const { kept, ends } = program();
  const hold = subject.hold("a");
  hold?.take(kept);
  expect(await subject.list()).toMatchObject([{ agentId: "coder", isWorking: true }]);
  expect(subject.closeAgent("coder")).toEqual({ closed: 0, later: 1 });
  await hold?.release(kept);
  expect(ends).toEqual(["released", "closed"]);
  expect(changes).toEqual([
    ["coder", 1],
    ["coder", 0],
  ]);
});

test("a program that never opened leaves no reason for the next one", async () => {
  const subject = pool();
  const { kept } = program();
  const unopened = {
    ...kept,
    connection: { ...kept.connection, wasOpen: () => false, isUsable: () => false },
  };
  await subject.hold("a")?.release(unopened, "crashed");
  expect(subject.hold("a")?.missing).toBe("first");
});

test.each<[string, (subject: ReturnType<typeof pool>) => void]>([
  ["after its run", (subject) => void subject.hold("a")?.release(slow.kept, "failed")],
  [
    "while it waits",
    (subject) => {
      subject.hold("a")?.release(slow.kept);
      subject.closeAgent("coder");
    },
  ],
])("a lane tells when its old program is gone, which was closed %s", async (_when, close) => {
  slow = program();
  let end = () => {};
  const closed = new Promise<void>((resolve) => {
    end = resolve;
  });
  slow.kept = { ...slow.kept, connection: { ...slow.kept.connection, close: () => closed } };
  const subject = pool();
  close(subject);
  let gone = false;
  const next = subject.hold("a");
  const waiting = next?.gone().then(() => {
    gone = true;
  });
  await subject.hold("b")?.gone();
  expect(gone).toBe(false);
  end();
  await waiting;
  expect(gone).toBe(true);
});

let slow = program();

test("programs that the settings no longer want are closed when the pool looks again", async () => {
  let limits = LIMITS;
  const gone = new Set<string>();
  const subject = pool({ limits: () => limits, keeps: (agentId) => !gone.has(agentId) });
  const [first, writer] = [put(subject, "a"), put(subject, "b", "writer")];
  gone.add("writer");
  await subject.trim();
  expect([first.ends, writer.ends]).toEqual([[], ["released", "closed"]]);
  limits = { ...LIMITS, maxIdle: 0 };
  await subject.trim();
  expect(first.ends).toEqual(["released", "closed"]);
});

test("the end of a program is listened for once, however many messages it has", async () => {
  const subject = pool();
  const { kept } = program();
  const listen = vi.spyOn(kept.connection.ended, "then");
  for (const _message of [1, 2, 3]) await subject.hold("a")?.release(kept);
  expect(listen).toHaveBeenCalledTimes(1);
});

test("programs whose refusal is over are forgotten", () => {
  const subject = pool();
  subject.refuse("old");
  now += 60 * 60_000;
  expect(subject.refusesAny()).toBe(false);
});

/** Offers to open a program ahead, as after a run that began a session. */
function offer(subject: ReturnType<typeof pool>, more: Partial<AheadOffer> = {}) {
  const one = program(more.like?.agentId);
  const decided = subject.openAhead({
    like: one.kept,
    basis: BASIS,
    prepare: async () => one.kept,
    start: async ({ connection }) => connection.isUsable(),
    ...more,
  });
  return { one, decided };
}

test("a program that was opened ahead waits for a run of its agent that it fits, and belongs to one", async () => {
  await using subject = pool();
  const { one, decided } = offer(subject);
  expect(await decided).toBe("open");
  expect(subject.takeAhead("other", BASIS)).toBeUndefined();
  expect(subject.takeAhead("coder", { ...BASIS, prompt: "changed" })).toBeUndefined();
  expect(subject.takeAhead("coder", BASIS)).toBe(one.kept);
  expect(subject.takeAhead("coder", BASIS)).toBeUndefined();
  expect(subject.idle()).toBe(0);
});

test("a program that no longer fits makes room for the next one of its agent", async () => {
  await using subject = pool();
  const { one } = offer(subject);
  await vi.waitFor(() => expect(subject.idle()).toBe(1));
  const basis = { ...BASIS, prompt: "changed" };
  const next = program();
  const kept: KeptProgram = { ...next.kept, basis };
  expect(await offer(subject, { basis, prepare: async () => kept }).decided).toBe("open");
  expect(one.ends).toEqual(["released", "closed"]);
  expect(subject.takeAhead("coder", basis)).toBe(kept);
});

test("a program that does not open, or whose agent was closed meanwhile, is gone with its access", async () => {
  await using subject = pool();
  const silent = offer(subject, { start: async () => false });
  await silent.decided;
  expect(silent.one.ends).toEqual(["released", "closed"]);
  const closed = offer(subject, {
    start: async () => {
      subject.closeAgent("coder");
      return true;
    },
  });
  await closed.decided;
  expect(closed.one.ends).toEqual(["released", "closed"]);
  expect(subject.idle()).toBe(0);
});

test("a program that is being opened ahead ends with the pool", async () => {
  const subject = pool();
  let begun = false;
  const { one, decided } = offer(subject, {
    async start({ connection }) {
      begun = true;
      await connection.ended;
      return false;
    },
  });
  await vi.waitFor(() => expect(begun).toBe(true));
  await subject[Symbol.asyncDispose]();
  await decided;
  expect(one.ends).toContain("closed");
});

test("a program that was opened ahead and is never used ends when its time is over, or when the settings want none", async () => {
  const limits = { ...LIMITS };
  await using subject = pool({ limits: () => limits });
  const expired = offer(subject);
  await expired.decided;
  now += LIMITS.idleMs;
  await subject.trim();
  expect(expired.one.ends).toEqual(["released", "closed"]);
  const unwanted = offer(subject);
  await unwanted.decided;
  limits.spares = 0;
  await subject.trim();
  expect(unwanted.one.ends).toEqual(["released", "closed"]);
  expect(await offer(subject).decided).toBe("off");
});

test("what was decided about a program for the next session is said, for each agent", async () => {
  const limits = { ...LIMITS };
  await using subject = pool({ limits: () => limits });
  expect(subject.ahead()).toEqual([]);
  subject.noteAhead("single", "one_session");
  await offer(subject).decided;
  expect(subject.ahead()).toEqual([
    { agentId: "single", state: "one_session" },
    { agentId: "coder", state: "waiting" },
  ]);
  subject.takeAhead("coder", BASIS);
  expect(subject.ahead()).toContainEqual({ agentId: "coder", state: "used" });
  await offer(subject, { start: async () => false }).decided;
  expect(subject.ahead()).toContainEqual({ agentId: "coder", state: "not_opened" });
  await offer(subject, { start: () => Promise.reject(new Error("no")) }).decided.catch(() => {});
  expect(subject.ahead()).toContainEqual({ agentId: "coder", state: "not_opened" });
  limits.maxIdle = 0;
  await offer(subject).decided;
  expect(subject.ahead()).toContainEqual({ agentId: "coder", state: "too_many" });
});

test("a program that was opened ahead, and is closed because it is too large, is not said to have been used", async () => {
  await using subject = pool({ measure: async (leaders) => new Map(leaders.map((pid) => [pid, 2_000])) });
  const { one, decided } = offer(subject);
  await decided;
  await vi.waitFor(() => expect(one.ends).toContain("closed"));
  expect(subject.ahead()).toEqual([{ agentId: "coder", state: "memory" }]);
});
