/** Which program a run gets, that its prompt goes out once, and whose access it has. */
import type { AgentStart, Harness, HarnessContext, HarnessRequest, InvokeRequest } from "@tinyagi/contracts";
import { failureWith, HarnessError, settingsSchema } from "@tinyagi/contracts";
import type { KeptGrant } from "@tinyagi/features";
import { STOP } from "@tinyagi/kernel";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test, vi } from "vitest";
import type { LiveBasis } from "./basis.js";
import type { LiveHarness, ProgramConnection } from "./connection.js";
import { liveRun, whyAlone } from "./live-runs.js";
import { createLivePool } from "./pool.js";

/** Whether the program ends with a run that was stopped so. */
const ENDED_WITH: Readonly<Record<keyof typeof STOP, boolean>> = {
  cancel: false,
  steer: false,
  pause: false,
  yield: false,
  budget: true,
  shutdown: true,
  ended: false,
};
const SETTINGS = settingsSchema.parse({ execution: { live: { enabled: true } } });
const LATE: LiveBasis = { program: "", login: "", settings: "", prompt: "", files: "", session: "" };
const LIMITS = { idleMs: 60_000, maxIdle: 6, maxIdleBytes: 1_000, spares: 1 };
const BARE: HarnessRequest = {
  runId: "run_1",
  agentId: "coder",
  cwd: "/tmp",
  prompt: "hello",
  systemPrompt: "",
  permissions: "sandboxed",
  env: { KEY: "1" },
  deniedPaths: [],
  limits: { timeoutMs: 1, idleTimeoutMs: 1, maxOutputBytes: 1, maxLineBytes: 1 },
};
const REQUEST: InvokeRequest = {
  runId: "run_1",
  agentId: "coder",
  agent: { name: "Coder", provider: "anthropic", model: "" },
  prompt: "hello",
  systemPrompt: "",
  cwd: "/tmp",
  lane: "coder agent",
};

const { lane: _lane, ...WITHOUT_LANE } = REQUEST;

/** A harness whose programs a test controls, and a record of what happens. */
function stage() {
  const record: string[] = [];
  const ready: number[] = [];
  const control = {
    basis: { program: "", login: "", settings: "", prompt: "", files: "", session: "" } as LiveBasis,
    answers: true as boolean | Promise<boolean>,
    opens: true,
    stays: true,
    foreign: true,
    fail: undefined as HarnessError | undefined,
    tokens: 0,
    grants: true,
    closing: Promise.resolve(),
    preparing: Promise.resolve(),
    time: 0,
    opening: 0,
    during: () => {},
    end: async () => {},
  };
  const slowly = async () => {
    await new Promise(setImmediate);
    record.push("closed");
  };
  const open = async ({ env }: HarnessRequest): Promise<ProgramConnection> => {
    record.push(`open ${env.TINYAGI_RUN_ID} ${env.TOKEN}`);
    await control.preparing;
    let usable = false;
    return {
      async prompt({ runId }, context) {
        usable = control.opens;
        if (control.opens) context.onEvent({ type: "process.started", pid: 1 });
        control.time += control.opening;
        for (const sessionId of ["s1", "s2"]) context.onEvent({ type: "session", sessionId });
        record.push(`prompt ${runId}`);
        control.during();
        if (control.fail !== undefined) throw control.fail;
        return { text: "live", deniedTools: [] };
      },
      async openAhead({ prompt, sessionId, runId }) {
        record.push(`ahead ${JSON.stringify([prompt, sessionId, runId])}`);
        usable = control.opens;
        return usable;
      },
      answers: async () => control.answers,
      refresh: async () => true,
      isUsable: () => usable && control.stays,
      wasOpen: () => usable,
      isForeign: () => !usable && control.foreign,
      sessionId: () => undefined,
      pid: () => undefined,
      close: async () => {
        record.push("close");
        await control.closing;
        await control.end();
      },
      ended: new Promise(() => {}),
    };
  };
  const harness: LiveHarness = {
    id: "claude",
    run: async () => ({ text: "", deniedTools: [] }),
    live: { basis: async () => control.basis, open },
  };
  const pool = createLivePool({
    limits: () => LIMITS,
    now: () => 0,
    measure: async () => new Map(),
    onError: () => {},
  });
  const access = {
    basis: () => "",
    keep: async () => {
      if (!control.grants) return undefined;
      control.tokens += 1;
      const token = `token${control.tokens}`;
      return {
        env: { TOKEN: token },
        readablePaths: [],
        closedPaths: [],
        admit(runId: string) {
          record.push(`${token} for ${runId}`);
          return () => void record.push(`${token} for nobody`);
        },
        release: () => void record.push(`${token} worthless`),
      };
    },
  };
  const alone: Harness["run"] = async (_request, context) => {
    context.onEvent({ type: "process.started", pid: 2 });
    return { text: "alone", deniedTools: [] };
  };
  const stop = new AbortController();
  async function run(
    runId: string,
    more: Partial<InvokeRequest> = {},
    base: InvokeRequest = REQUEST,
    signal: AbortSignal = stop.signal,
  ) {
    const starts: (AgentStart | undefined)[] = [];
    const context: HarnessContext = {
      signal,
      onEvent(event) {
        if (event.type === "process.started") starts.push(event.start);
        if (event.type === "process.ready") ready.push(event.startMs);
      },
    };
    const request = { ...base, ...more, runId };
    const subject = liveRun({
      parts: {
        pool,
        access,
        newMark: () => "mark",
        now: () => control.time,
        onNotOpened: () => {},
        onNotAhead: () => {},
      },
      harness,
      request,
      settings: SETTINGS,
      alone,
    });
    const result = await subject({ ...BARE, runId }, context).catch((error: HarnessError) => error);
    return { text: result instanceof Error ? result.message : result.text, start: starts.at(-1) };
  }
  return { ready, run, record, control, pool, stop, slowly };
}

test("the next run uses the program of the one before, with the access of its own run only", async () => {
  const { run, record } = stage();
  expect(await run("run_1")).toEqual({ text: "live", start: "first" });
  expect(await run("run_2")).toEqual({ text: "live", start: "reused" });
  expect(record).toEqual([
    "token1 for run_1",
    "open mark token1",
    "prompt run_1",
    "token1 for nobody",
    "token1 for run_2",
    "prompt run_2",
    "token1 for nobody",
  ]);
});

test("each run says once how long it was until its program had the prompt", async () => {
  const { run, ready, control } = stage();
  control.opening = 3_000;
  await run("run_1");
  control.opening = 60;
  await run("run_2");
  expect(ready).toEqual([3_000, 60]);
});

test("a change between two runs closes the program before a new one opens, with another token", async () => {
  const { run, record, control } = stage();
  await run("run_1");
  control.basis = { ...control.basis, prompt: "other" };
  expect(await run("run_2")).toEqual({ text: "live", start: "prompt_changed" });
  expect(record.slice(4)).toEqual([
    "token1 worthless",
    "close",
    "token2 for run_2",
    "open mark token2",
    "prompt run_2",
    "token2 for nobody",
  ]);
});

test("a program that does not answer is replaced before it gets a prompt", async () => {
  const { run, record, control } = stage();
  await run("run_1");
  control.answers = false;
  expect((await run("run_2")).start).toBe("no_answer");
  expect(record.filter((line) => line === "prompt run_2")).toHaveLength(1);
});

test("a program is closed before its session goes on in a process of its own", async () => {
  const { run, record, pool } = stage();
  await run("run_1");
  const agent = { ...REQUEST.agent, live: false };
  expect(await run("run_2", { agent })).toEqual({ text: "alone", start: "off" });
  expect(record.slice(4)).toEqual(["token1 worthless", "close"]);
  expect(pool.idle()).toBe(0);
});

test("a program is closed, too, when one that was updated takes no prompts", async () => {
  const { run, record, control, pool } = stage();
  await run("run_1");
  control.basis = { ...control.basis, program: "updated" };
  pool.refuse("updated");
  expect(await run("run_2")).toEqual({ text: "alone", start: "not_opened" });
  expect(record).toContain("close");
});

test("a program that failed a run is not used again, and the run fails once", async () => {
  const { run, record, control } = stage();
  control.fail = new HarnessError("auth", "the key was refused");
  expect((await run("run_1")).text).toBe("the key was refused");
  expect(record).toContain("close");
  control.fail = undefined;
  expect((await run("run_2")).start).toBe("failed");
});

test("a program whose run was cancelled is used again", async () => {
  const { run, control } = stage();
  control.fail = new HarnessError("cancelled", "stopped");
  await run("run_1");
  control.fail = undefined;
  expect((await run("run_2")).start).toBe("reused");
});

test("a program that had to be ended with its cancelled run was stopped, and did not crash", async () => {
  const { run, control } = stage();
  control.during = () => {
    control.stays = false;
  };
  control.fail = new HarnessError("cancelled", "stopped");
  await run("run_1");
  control.during = () => {};
  control.fail = undefined;
  control.stays = true;
  expect((await run("run_2")).start).toBe("stopped");
});

test.each(Object.entries(ENDED_WITH))(
  "of a run that was stopped (%s), the program is gone before the run is over, or takes the next one",
  async (name, gone) => {
    const { run, record, control, slowly } = stage();
    control.end = slowly;
    const stop = new AbortController();
    control.during = () => stop.abort(STOP[name as keyof typeof STOP]);
    control.fail = new HarnessError("cancelled", "stopped");
    await run("run_1", {}, REQUEST, stop.signal);
    expect(record.includes("close")).toBe(gone);
    expect(record.at(-1)).toBe(gone ? "closed" : "token1 for nobody");
    control.during = () => {};
    control.fail = undefined;
    expect((await run("run_2")).start).toBe(gone ? "stopped" : "reused");
  },
);

test("a budget that is used up with the last word of an answer ends the program of that answer", async () => {
  const { run, record, control, slowly } = stage();
  control.end = slowly;
  const stop = new AbortController();
  control.during = () => stop.abort(STOP.budget);
  expect((await run("run_1", {}, REQUEST, stop.signal)).text).toBe("live");
  expect(record.at(-1)).toBe("closed");
});

test("a program that takes no prompts leaves the run to one of its own", async () => {
  const { run, record, control } = stage();
  control.opens = false;
  control.fail = new HarnessError("invalid", "unknown option");
  expect(await run("run_1")).toEqual({ text: "alone", start: "not_opened" });
  expect(record).toContain("token1 worthless");
});

test("a program that took no prompts is not opened again, until it is another one", async () => {
  const { run, record, control } = stage();
  control.opens = false;
  control.fail = failureWith("stalled", "no output");
  await run("run_1");
  expect(await run("run_2")).toEqual({ text: "alone", start: "not_opened" });
  expect(record.filter((line) => line.startsWith("open"))).toHaveLength(1);
  control.basis = { ...control.basis, program: "updated" };
  await run("run_3");
  expect(record.filter((line) => line.startsWith("open"))).toHaveLength(2);
});

test("a program that refused one start is opened again for the next message", async () => {
  const { run, record, control, pool } = stage();
  control.opens = false;
  control.foreign = false;
  control.fail = new HarnessError("transient", "no such model");
  expect(await run("run_1")).toEqual({ text: "alone", start: "not_opened" });
  expect(pool.refusesAny()).toBe(false);
  control.opens = true;
  control.fail = undefined;
  expect((await run("run_2")).text).toBe("live");
  expect(record.filter((line) => line.startsWith("open"))).toHaveLength(2);
});

test("the program of a run without a lane ends before its answer is given", async () => {
  const { run, record } = stage();
  expect(await run("run_1", {}, WITHOUT_LANE)).toEqual({ text: "live", start: "single" });
  expect(record.slice(-2)).toEqual(["token1 worthless", "close"]);
});

test("a program whose session ends with a conversation ends with it, also if it is at work then", async () => {
  const { run, record, pool } = stage();
  const mine = { lane: "mine", laneConversation: "conv_1" };
  await run("run_1", mine);
  expect(await run("run_2", mine)).toEqual({ text: "live", start: "reused" });
  await run("run_3");
  pool.endConversation("conv_1");
  expect(record.filter((line) => line === "close")).toHaveLength(1);
  expect(pool.idle()).toBe(1);
  const held = pool.hold("mine", "conv_1");
  pool.endConversation("conv_1");
  await held?.release({
    connection: partial<ProgramConnection>({
      isUsable: () => true,
      close: async () => void record.push("late close"),
    }),
    agentId: "a",
    basis: LATE,
    grant: partial<KeptGrant>({ release: () => {} }),
  });
  expect(record.at(-1)).toBe("late close");
});

test.each([true, false])(
  "a run waits until the old program of its lane is gone (kept open: %s)",
  async (live) => {
    const { run, record, control, pool } = stage();
    await run("run_1");
    let end = () => {};
    control.closing = new Promise((resolve) => {
      end = resolve;
    });
    pool.closeAgent("coder");
    const agent = { ...REQUEST.agent, live };
    const next = run("run_2", { agent }).then(({ text }) => record.push(`answer ${text}`));
    await run("run_3", { lane: "other" });
    expect(record).not.toContain("prompt run_2");
    expect(record).not.toContain("answer alone");
    end();
    await next;
    expect(record.at(-1)).toBe(live ? "answer live" : "answer alone");
  },
);

test("a run that is cancelled while its program is asked ends at once, and so does the program", async () => {
  const { run, record, control, stop, pool } = stage();
  await run("run_1");
  let answer = (_how: boolean) => {};
  control.answers = new Promise((resolve) => {
    answer = resolve;
  });
  const cancelled = run("run_2");
  await Promise.resolve();
  stop.abort();
  expect((await cancelled).text).toBe("the run was stopped before its program had a prompt");
  expect(record.slice(-2)).toEqual(["token1 worthless", "close"]);
  expect(pool.hold(REQUEST.lane ?? "")).toBeDefined();
  answer(true);
  await new Promise(setImmediate);
  expect(record).not.toContain("prompt run_2");
  expect(record.filter((line) => line.startsWith("open"))).toHaveLength(1);
});

test("a run that is cancelled while its program is prepared leaves no program and no access", async () => {
  const { run, record, control, stop } = stage();
  let prepare = () => {};
  control.preparing = new Promise((resolve) => {
    prepare = resolve;
  });
  const cancelled = run("run_1");
  await new Promise(setImmediate);
  stop.abort();
  await cancelled;
  prepare();
  await new Promise(setImmediate);
  expect(record).toEqual([
    "token1 for run_1",
    "open mark token1",
    "token1 for nobody",
    "token1 worthless",
    "close",
  ]);
});

test("a run whose program can be given no access says that it has one of its own", async () => {
  const { run, control } = stage();
  control.grants = false;
  expect(await run("run_1")).toEqual({ text: "alone", start: "single" });
});

test("a run whose lane is held by another one has a program of its own", async () => {
  const { run, pool } = stage();
  pool.hold(REQUEST.lane ?? "");
  expect(await run("run_1")).toEqual({ text: "alone", start: "busy" });
});

const LIVE: LiveHarness = {
  id: "x",
  run: async () => ({ text: "", deniedTools: [] }),
  live: {
    basis: async () => ({ program: "", login: "", settings: "", prompt: "", files: "", session: "" }),
    open: async () => Promise.reject(new Error("not opened")),
  },
};

test.each<[string, Partial<Parameters<typeof whyAlone>[0]>, AgentStart | undefined]>([
  ["an agent with it", {}, undefined],
  ["an agent without it", { request: { ...REQUEST, agent: { ...REQUEST.agent, live: false } } }, "off"],
  [
    "settings without it",
    { settings: settingsSchema.parse({ execution: { live: { enabled: false } } }) },
    "off",
  ],
  [
    "settings that keep none",
    { settings: settingsSchema.parse({ execution: { live: { maxIdle: 0 } } }) },
    "off",
  ],
  [
    "an agent in a container",
    { request: { ...REQUEST, agent: { ...REQUEST.agent, permissions: "container" } } },
    "unsupported",
  ],
  ["a program that cannot stay open", { harness: { id: LIVE.id, run: LIVE.run } }, "unsupported"],
])("of %s it is decided whether a program is kept", (_case, more, expected) => {
  const settings = settingsSchema.parse({ execution: { live: { enabled: true } } });
  expect(whyAlone({ harness: LIVE, request: REQUEST, settings, ...more })).toBe(expected);
});

const BY_SENDER = { ...REQUEST, agent: { ...REQUEST.agent, sessionScope: "sender" as const } };

test("the first run of another session gets the program that was opened ahead, which knew nothing of the run before", async () => {
  const { run, record, pool } = stage();
  expect(await run("run_1", { lane: "ann" }, BY_SENDER)).toEqual({ text: "live", start: "first" });
  await vi.waitFor(() => expect(pool.idle()).toBe(2));
  expect(record.slice(4)).toEqual(["open mark token2", 'ahead ["",null,""]']);
  expect(await run("run_2", { lane: "bob" }, BY_SENDER)).toEqual({ text: "live", start: "ahead" });
  expect(record.slice(6, 9)).toEqual(["token2 for run_2", "prompt run_2", "token2 for nobody"]);
  await vi.waitFor(() => expect(record).toContain("open mark token3"));
});

test("a program that was opened ahead for what has changed since is not used, and a new one takes its place", async () => {
  const { run, record, control, pool } = stage();
  await run("run_1", { lane: "ann" }, BY_SENDER);
  await vi.waitFor(() => expect(pool.idle()).toBe(2));
  control.basis = { ...control.basis, prompt: "other" };
  expect(await run("run_2", { lane: "bob" }, BY_SENDER)).toEqual({ text: "live", start: "first" });
  await vi.waitFor(() => expect(record).toContain("token2 worthless"));
  await vi.waitFor(() => expect(record).toContain("open mark token4"));
});

test("a program that was opened ahead and does not answer is replaced before it gets a prompt", async () => {
  const { run, control, pool, record } = stage();
  await run("run_1", { lane: "ann" }, BY_SENDER);
  await vi.waitFor(() => expect(pool.idle()).toBe(2));
  control.answers = false;
  expect(await run("run_2", { lane: "bob" }, BY_SENDER)).toEqual({ text: "live", start: "first" });
  expect(record).toContain("token2 worthless");
  expect(record.filter((line) => line === "prompt run_2")).toHaveLength(1);
});

test("of an agent with one session, nothing is opened ahead", async () => {
  const { run, record, slowly } = stage();
  await run("run_1");
  await slowly();
  expect(record.filter((line) => line.startsWith("ahead"))).toEqual([]);
});
