/** What a run with endless events writes. */
import { HarnessError } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { storedContext } from "../message/content.js";
import { createEngineFixture, deferred } from "./fixture.js";
import { SESSION_CHANGES_MAX, THOUGHT_CHARS_MAX } from "./run-events.js";

test("an agent that names a new session in each line causes a bounded number of writes", async () => {
  await using it = createEngineFixture({
    agents: {
      a: (_request, { onEvent }) => {
        for (let n = 0; n < 5_000; n += 1) onEvent({ type: "session", sessionId: `session-${n}` });
        return { text: "done", sessionId: "session-4999" };
      },
    },
  });
  const { writeSoon } = it.store;
  let writes = 0;
  it.store.writeSoon = (work) => {
    writes += 1;
    return writeSoon(work);
  };
  it.dispatcher.start();
  const id = it.send("a");
  await it.settled();
  expect(it.status(id)).toBe("completed");
  expect(writes).toBeLessThanOrEqual(SESSION_CHANGES_MAX);
});

test("a run that works without the effort of its settings says so once, and then has none", async () => {
  await using it = createEngineFixture({
    config: { effort: "max" },
    agents: {
      a: (_request, { onEvent }) => {
        for (let turn = 0; turn < 2; turn += 1) onEvent({ type: "effort.ignored" });
        return { text: "done" };
      },
    },
  });
  const said: unknown[] = [];
  it.journal.subscribe(({ type, data }) => {
    if (type === "run.effort_ignored") said.push(data);
  });
  it.dispatcher.start();
  it.send("a");
  await it.settled();
  expect(said).toEqual([{ agent: "a", effort: "max" }]);
  const [run] = it.store.runs.list({ limit: 1 });
  expect(run).toMatchObject({ status: "completed", effort: null });
  expect(it.requests[0]?.effortIsChosen).toBeUndefined();
});

test("a run keeps how full its context was at the end, and many reports are few writes", async () => {
  await using it = createEngineFixture({
    agents: {
      a: (_request, { onEvent }) => {
        for (let call = 1; call <= 5_000; call += 1) onEvent({ type: "context", tokens: call });
        onEvent({ type: "context", tokens: 5_000, window: 200_000 });
        return { text: "done" };
      },
    },
  });
  const { writeSoon } = it.store;
  let writes = 0;
  it.store.writeSoon = (work) => {
    writes += 1;
    return writeSoon(work);
  };
  it.dispatcher.start();
  it.send("a");
  await it.settled();
  expect(it.store.runs.list({ limit: 1 })).toMatchObject([
    { context_tokens: 5_000, context_window: 200_000 },
  ]);
  expect(writes).toBeLessThanOrEqual(5);
});

test("a summarised context is as full as its program says, and unknown where it does not", async () => {
  await using it = createEngineFixture({
    agents: {
      a: ({ prompt }, { onEvent }) => {
        onEvent({ type: "context", tokens: 90_000, window: 100_000 });
        onEvent({ type: "context.compacted", ...(prompt.includes("known") ? { tokensAfter: 4_000 } : {}) });
        return { text: "done" };
      },
    },
  });
  it.dispatcher.start();
  it.send("a", "known");
  await it.settled();
  it.send("a", "no figure");
  await it.settled();
  const kept = it.store.runs.list({ limit: 2 }).map((run) => [run.context_tokens, run.context_window]);
  expect(kept).toEqual([
    [null, 100_000],
    [4_000, 100_000],
  ]);
});

test("an effort that a person chose is one for the agent's own provider only", async () => {
  await using it = createEngineFixture({
    config: { fallback: [{ provider: "openai" }] },
    agents: {
      a: ({ agent }) => {
        if (agent.provider === "demo") throw new HarnessError("auth", "not logged in");
        return "done";
      },
    },
  });
  it.dispatcher.start();
  const id = it.add("a", { context: storedContext({ choice: { effort: "max" } }) });
  it.dispatcher.wake("a");
  await it.settled();
  it.clock.advance(60_000);
  it.dispatcher.wake("a");
  await it.settled();
  expect(it.status(id)).toBe("completed");
  expect(it.requests.map(({ agent, effortIsChosen }) => [agent.effort, effortIsChosen])).toEqual([
    ["max", true],
    ["max", undefined],
  ]);
});

/** @requirement TRACE-2 */
test("a credential that an agent writes in pieces is in no live event, and the rest of the text is", async () => {
  const key = "sk-planted-4f9a1c77d2e84b05";
  await using it = createEngineFixture({
    agents: {
      a: (_request, { onEvent }) => {
        for (const text of ["The key is sk-pla", "nted-4f9a1c77", "d2e84b05 and", " it is", " secret"])
          onEvent({ type: "text", text, delta: true });
        onEvent({ type: "text", text: `The key is ${key} and it is secret`, delta: false });
        return { text: "done" };
      },
    },
  });
  const shown: { text: string; delta: boolean }[] = [];
  it.journal.subscribe((event) => {
    if (event.type === "run.progressed") shown.push({ text: event.data.text, delta: event.data.delta });
  });
  it.dispatcher.start();
  const id = it.send("a");
  await it.settled();
  expect(it.status(id)).toBe("completed");
  expect(shown).toEqual([
    { text: "The key is ", delta: true },
    { text: "[redacted] ", delta: true },
    { text: "and it ", delta: true },
    { text: "is ", delta: true },
    { text: "The key is [redacted] and it is secret", delta: false },
  ]);
});

test("a long text reaches readers whole, in pieces that follow each other", async () => {
  const long = "word ".repeat(8_000);
  await using it = createEngineFixture({
    agents: {
      a: (_request, { onEvent }) => {
        onEvent({ type: "text", text: "Before. ", delta: false });
        onEvent({ type: "text", text: long, delta: false });
        return { text: "done" };
      },
    },
  });
  let read = "";
  it.journal.subscribe((event) => {
    if (event.type !== "run.progressed") return;
    const { text, delta, end } = event.data;
    read = delta ? read + text : text;
    expect(end).toBe(read.length);
  });
  it.dispatcher.start();
  const id = it.send("a");
  await it.settled();
  expect(it.status(id)).toBe("completed");
  expect(read).toBe(long);
});

test("thinking is kept without credentials and up to a limit; of the rest the journal has the time alone", async () => {
  await using it = createEngineFixture({
    agents: {
      a: (_request, { onEvent }) => {
        onEvent({ type: "thought", text: "The key is sk-planted-4f9a1c77d2e84b05.", durationMs: 1_500 });
        for (let n = 0; n < 10; n += 1)
          onEvent({ type: "thought", text: "long words ".repeat(1_000), durationMs: 7 });
        return { text: "done" };
      },
    },
  });
  it.dispatcher.start();
  it.send("a");
  await it.settled();
  const thoughts = it.events.flatMap((event) => (event.type === "run.thought" ? [event.data] : []));
  expect(thoughts[0]).toEqual({ agent: "a", text: "The key is [redacted].", durationMs: 1_500 });
  expect(thoughts).toHaveLength(11);
  const kept = thoughts.reduce((sum, { text = "" }) => sum + text.length, 0);
  expect(kept).toBe(THOUGHT_CHARS_MAX);
  expect(thoughts.at(-1)).toEqual({ agent: "a", durationMs: 7 });
});

test("the version of the CLI is kept once, as a plain number, also when it comes after the result", async () => {
  let reportLate = (): void => {};
  await using it = createEngineFixture({
    agents: {
      a: (_request, { onEvent }) => {
        for (const version of ["\u001b[2J", "2.1.197 <b>\u202e", "9.9.9"])
          onEvent({ type: "version", version });
        return { text: "done" };
      },
      b: (_request, { onEvent }) => {
        reportLate = () => onEvent({ type: "version", version: "0.169.0" });
        return { text: "done" };
      },
    },
  });
  it.dispatcher.start();
  it.send("a");
  it.send("b");
  await it.settled();
  const known = () => {
    const runs = it.store.runs.list({ limit: 5 });
    return Object.fromEntries(runs.map((run) => [run.agent_id, [run.status, run.harness_version]]));
  };
  expect(known()).toEqual({ a: ["completed", "2.1.197"], b: ["completed", null] });
  reportLate();
  reportLate();
  await it.settled();
  expect(known()).toEqual({ a: ["completed", "2.1.197"], b: ["completed", "0.169.0"] });
  const told = it.events.flatMap(({ type, data }) => (type === "run.version_reported" ? [data] : []));
  expect(told).toEqual([
    { agent: "a", version: "2.1.197" },
    { agent: "b", version: "0.169.0" },
  ]);
});

test("the journal says once how long the program of a run took to be ready", async () => {
  await using it = createEngineFixture({
    agents: {
      a: async (_request, { onEvent }) => {
        onEvent({ type: "process.ready", startMs: 3_100 });
        onEvent({ type: "process.ready", startMs: 40 });
        return "done";
      },
    },
  });
  it.dispatcher.start();
  it.send("a");
  await it.settled();
  const told = it.events.flatMap(({ type, data }) => (type === "run.ready" ? [data] : []));
  expect(told).toEqual([{ agent: "a", startMs: 3_100 }]);
});

test("a run keeps the permissions that it began with", async () => {
  const [begun, gate] = [deferred<void>(), deferred<void>()];
  await using it = createEngineFixture({
    agents: {
      a: async () => {
        begun.resolve();
        await gate.promise;
        return "done";
      },
    },
  });
  const configured = it.agents.a;
  if (configured === undefined) throw new Error("no agent");
  it.agents.a = { ...configured, permissions: "ask" };
  it.dispatcher.start();
  const id = it.send("a");
  await begun.promise;
  it.agents.a = { ...configured, permissions: "bypass" };
  gate.resolve();
  await it.settled();
  expect(it.status(id)).toBe("completed");
  const [run] = it.store.runs.list({ limit: 1 });
  const [started] = it.events.flatMap((event) => (event.type === "run.started" ? [event.data] : []));
  expect([run?.permissions, started?.permissions]).toEqual(["ask", "ask"]);
});
