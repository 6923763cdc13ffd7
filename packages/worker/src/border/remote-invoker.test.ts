/** An agent of this machine and one of another answer alike; what another machine says wrongly has no effect. */
import { randomBytes, randomUUID } from "node:crypto";
import { HarnessError, type HarnessEvent } from "@tinyagi/contracts";
import { type EngineServer, needs, startEngineServer, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { openEngine } from "../engine/connection.js";
import { createWorkerHub, type WorkerHub } from "../engine/hub-shell.js";
import { createWorkerLink } from "../engine/link-shell.js";
import { streamsOf } from "../engine/streams.js";
import { agent, ask, INVOKER_CONFORMANCE } from "./fixture.js";
import type { RunEvent } from "./open-runs.js";
import { createRemoteInvoker, type RemoteInvoker } from "./remote-invoker.js";
import type { PlacedRun } from "./run-request.js";
import { createWorkerRuns } from "./worker-runs.js";

interface Border extends AsyncDisposable {
  readonly server: EngineServer;
  readonly remote: RemoteInvoker;
  readonly hub: WorkerHub;
  /** What the worker was asked to run. */
  readonly asked: PlacedRun[];
  /** Says something in the name of the live run. */
  say(event: unknown): void;
  stopWorker(): Promise<void>;
  startWorker(): Promise<void>;
}

async function openBorder(options: { without?: "worker" } = {}): Promise<Border> {
  const server = await startEngineServer();
  const shared = {
    streams: streamsOf("home", "nas"),
    key: randomBytes(32),
    now: () => performance.now(),
  };
  const hubEngine = await openEngine({ url: server.url, onError: () => {} });
  const hub: WorkerHub = createWorkerHub({
    ...shared,
    engine: hubEngine,
    limits: { leaseMs: 60_000, beatMs: 100, slots: 2 },
    stored: undefined,
    store: () => {},
    onEffect: (event) => remote.take(event as RunEvent),
    onChange: () => remote.changed(),
    onError: () => {},
  });
  const remote = createRemoteInvoker({ hub: () => hub, settingsFor: () => ({}) });
  const asked: PlacedRun[] = [];
  let boot = 0;
  let worker: { stop(): Promise<void>; say(event: unknown): void } | undefined;
  const border: Border = {
    server,
    remote,
    hub,
    asked,
    say: (event) => worker?.say(event),
    async stopWorker() {
      await worker?.stop();
      worker = undefined;
    },
    async startWorker() {
      const engine = await openEngine({ url: server.url, onError: () => {} });
      boot += 1;
      let key = "";
      const link = createWorkerLink({
        ...shared,
        engine,
        slots: 2,
        instance: randomUUID(),
        stored: { boot, done: new Map() },
        store: () => {},
        start(run) {
          key = run.key;
          runs.start(run);
        },
        end: (run) => runs.end(run),
        superseded: () => {},
        onError: () => {},
      });
      const runs = createWorkerRuns({
        link: () => link,
        invoke(run, context) {
          asked.push(run);
          return agent(run.request, context);
        },
      });
      link.clear();
      worker = {
        say: (event) => link.event({ key, event: JSON.parse(JSON.stringify(event)) }),
        async stop() {
          await link[Symbol.asyncDispose]();
          await engine[Symbol.asyncDispose]();
          await runs.close();
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await border.stopWorker();
      await hub[Symbol.asyncDispose]();
      await hubEngine[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
  if (options.without !== "worker") await border.startWorker();
  return border;
}

describe("an agent here", () => {
  test.for(INVOKER_CONFORMANCE)("$name", ({ prompt, check }) => check(ask(agent, prompt)));
});

describe("an agent on a worker", needs("redis-server"), () => {
  test.for(INVOKER_CONFORMANCE)("$name", async ({ prompt, check }) => {
    await using border = await openBorder();
    await check(ask(border.remote.invoke, prompt));
  });

  test("is not told where the daemon would have run it", async () => {
    await using border = await openBorder();
    await ask(border.remote.invoke, "hello").outcome;
    expect(JSON.stringify(border.asked)).not.toContain("/of/the/daemon");
    expect(border.asked[0]?.request).toMatchObject({ agentId: "coder", prompt: "hello" });
  });

  test("that throws a mistake fails as one that may pass", async () => {
    await using border = await openBorder();
    expect(await ask(border.remote.invoke, "crash").outcome).toMatchObject({ class: "transient" });
  });

  test("waits for its worker, and stops to wait when it is aborted", async () => {
    await using border = await openBorder({ without: "worker" });
    const aborted = ask(border.remote.invoke, "hello");
    const other = ask(border.remote.invoke, "hello");
    aborted.abort.abort("canceled");
    expect(await aborted.outcome).toMatchObject({ class: "interrupted" });
    await border.startWorker();
    expect(await other.outcome).toMatchObject({ text: "answer to hello" });
    expect(border.asked).toHaveLength(1);
  });

  test("is interrupted when its worker comes back without it", async () => {
    await using border = await openBorder();
    const asked = ask(border.remote.invoke, "hang");
    await waitFor(() => asked.events.length > 0, { what: "the start" });
    await border.stopWorker();
    await border.startWorker();
    expect(await asked.outcome).toMatchObject({ class: "interrupted" });
  });

  test("lets an aborted run go when its worker is not heard any more", async () => {
    await using border = await openBorder();
    const asked = ask(border.remote.invoke, "hang");
    await waitFor(() => asked.events.length > 0, { what: "the start" });
    await border.stopWorker();
    await waitFor(() => border.hub.whyNotPlaced("other") === "offline", { what: "silence" });
    asked.abort.abort("shutdown");
    expect(await asked.outcome).toMatchObject({ class: "interrupted" });
  });

  test("lets an aborted run go when its worker is silent from then on, also one that drains", async () => {
    await using border = await openBorder();
    const asked = ask(border.remote.invoke, "hang");
    await waitFor(() => asked.events.length > 0, { what: "the start" });
    border.hub.drain(true);
    border.server.freeze();
    asked.abort.abort("shutdown");
    expect(await asked.outcome).toMatchObject({ class: "interrupted" });
    border.server.thaw();
  });

  const LIES: readonly unknown[] = [
    { type: "process.started", pid: 1 },
    { type: "text", text: 7, delta: false },
    { type: "unheard-of" },
    { type: "usage", usage: { inputTokens: -1 } },
    null,
    "text",
  ];

  test("whose worker says what is no event is not heard, and goes on", async () => {
    await using border = await openBorder();
    const asked = ask(border.remote.invoke, "hang");
    await waitFor(() => asked.events.length === 6, { what: "the events" });
    for (const lie of LIES) border.say(lie);
    const truth: HarnessEvent = { type: "version", version: "1.2.3" };
    border.say(truth);
    await waitFor(() => asked.events.length > 6, { what: "the true event" });
    expect(asked.events.slice(6)).toEqual([truth]);
    asked.abort.abort("canceled");
    expect(await asked.outcome).toBeInstanceOf(HarnessError);
  });
});
