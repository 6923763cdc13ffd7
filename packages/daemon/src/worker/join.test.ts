/** A machine joins by a code, and an agent works there: over a real engine, in two homes. */
import { join } from "node:path";
import { createFakeAgentBin, type EngineServer, needs, startEngineServer, waitFor } from "@tinyagi/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { startTestDaemon, type TestDaemon, type TestHome, testHome, testHostEntry } from "../fixture.js";
import { joinDaemon } from "./join-home.js";
import { findJoined } from "./joined-file.js";
import { startWorker } from "./worker.js";
import { checkWorkerHome } from "./worker-home.js";

interface View {
  engine: { state: string; url: string | null; version: string | null; isChanged: boolean };
  workers: { name: string; online: boolean; runs: number; agents: string[]; invitedUntil: number | null }[];
}

const DAY_MS = 86_400_000;
const body = (value: unknown, method = "POST") => ({ method, body: JSON.stringify(value) });

async function openTeam(shared?: EngineServer) {
  const server = shared ?? (await startEngineServer());
  onTestFinished(() => server[Symbol.asyncDispose]());
  const home = testHome({
    execution: { engine: { url: server.url } },
    agents: {
      tinyagi: { name: "TinyAGI", provider: "demo", model: "" },
      coder: { name: "Coder", provider: "anthropic", model: "", permissions: "bypass", live: false },
    },
    default_agent: "tinyagi",
  });
  const daemon = await startTestDaemon(home);
  return { server, home, daemon, workerHome: testHome() };
}

async function invite(daemon: TestDaemon): Promise<string> {
  const invited = await daemon.json<{ ok?: true; code: string }>("/api/workers", body({ name: "nas" }));
  expect(invited).toMatchObject({ ok: true, name: "nas" });
  return invited.code;
}

const joinHome = (code: string, { home }: TestHome) =>
  joinDaemon({ code, home, signal: new AbortController().signal });

async function startJoined(place: TestHome, control: Parameters<typeof createFakeAgentBin>[1] = {}) {
  const joined = findJoined(place.home);
  if (joined === undefined) throw new Error("the home has joined nothing");
  const { dir } = createFakeAgentBin(join(place.home, "..", "bin"), control);
  const { environment } = place;
  const variables = { ...environment.variables, PATH: `${dir}:${process.env.PATH ?? ""}` };
  const { url, homeId, name, slots, key } = joined;
  const worker = await startWorker({
    ...{ url, homeId, name, slots },
    key: Buffer.from(key, "base64"),
    environment: { ...environment, variables },
    foreground: false,
    hostEntry: await testHostEntry(),
  });
  onTestFinished(() => worker.stop());
  return worker;
}

const workersOf = async (daemon: TestDaemon) => (await daemon.json<View>("/api/workers")).workers;

const online = (daemon: TestDaemon) =>
  waitFor(async () => (await workersOf(daemon))[0]?.online === true, { what: "the worker" });

describe("a machine that was invited", needs("redis-server"), () => {
  test("joins by its code, and answers a message of the agent that was placed there", async () => {
    const { daemon, workerHome } = await openTeam();
    expect(await joinHome(await invite(daemon), workerHome)).toMatchObject({ worker: "nas", slots: 8 });
    await startJoined(workerHome);
    await online(daemon);
    await daemon.json("/api/agents/coder", body({ place: "nas" }, "PUT"));
    await daemon.json("/api/message", body({ message: "@coder hello", channel: "api", sender: "kim" }));
    const answers = await waitFor(
      async () => {
        const all = await daemon.json<{ agent: string }[]>("/api/responses?limit=20");
        return all.length > 0 ? all : undefined;
      },
      { what: "the answer" },
    );
    expect(answers).toMatchObject([{ agent: "coder" }]);
    expect(await daemon.json<View>("/api/workers")).toMatchObject({
      engine: { state: "ready" },
      workers: [{ name: "nas", online: true, agents: ["coder"], invitedUntil: null }],
    });
  });

  test("works for its own home, also when another one has the same engine and the same name for a worker", async () => {
    const one = await openTeam();
    const two = await openTeam(one.server);
    for (const { daemon, workerHome } of [one, two]) {
      await joinHome(await invite(daemon), workerHome);
      await startJoined(workerHome);
    }
    await online(one.daemon);
    await online(two.daemon);
    await one.daemon.json("/api/workers/nas", { method: "DELETE" });
    expect(await workersOf(one.daemon)).toEqual([]);
    expect((await checkWorkerHome(one.workerHome.home, {}))?.probe).toMatchObject({ kind: "refused" });
    expect((await checkWorkerHome(two.workerHome.home, {}))?.probe).toMatchObject({ kind: "ready" });
    expect((await workersOf(two.daemon))[0]).toMatchObject({ name: "nas", online: true });
  });

  test("uses its code once", async () => {
    const { daemon, workerHome } = await openTeam();
    const code = await invite(daemon);
    await joinHome(code, workerHome);
    await expect(joinHome(code, testHome())).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("joins after the daemon was started again, with the code that it has", async () => {
    const { daemon, home, workerHome } = await openTeam();
    const code = await invite(daemon);
    await daemon.stop({ signal: "test", graceMs: 0 });
    await startTestDaemon(home);
    expect(await joinHome(code, workerHome)).toMatchObject({ worker: "nas" });
  });

  test("works on when the engine was started again, which forgets its users", async () => {
    const { daemon, server, workerHome } = await openTeam();
    await joinHome(await invite(daemon), workerHome);
    await startJoined(workerHome);
    await online(daemon);
    await server.kill();
    await waitFor(async () => !(await workersOf(daemon))[0]?.online, { what: "the worker to be missed" });
    await server.start();
    await online(daemon);
  });

  test("has no access after it was removed, and not before its agents have another place", async () => {
    const { daemon, server, workerHome } = await openTeam();
    await joinHome(await invite(daemon), workerHome);
    await startJoined(workerHome);
    await online(daemon);
    await daemon.json("/api/agents/coder", body({ place: "nas" }, "PUT"));
    expect(await daemon.json("/api/workers/nas", { method: "DELETE" })).toMatchObject({ code: "CONFLICT" });
    await daemon.json("/api/agents/coder", body({ place: null }, "PUT"));
    expect(await daemon.json("/api/workers/nas", { method: "DELETE" })).toEqual({ ok: true });
    expect(await workersOf(daemon)).toEqual([]);
    expect(await server.send("ACL USERS")).not.toContain("tinyagi:");
    expect((await checkWorkerHome(workerHome.home, {}))?.probe).toMatchObject({ kind: "refused" });
  });

  test("is not invited twice under one name once it has joined, and a new code replaces an unused one", async () => {
    const { daemon, workerHome } = await openTeam();
    const first = await invite(daemon);
    const second = await invite(daemon);
    await expect(joinHome(first, testHome())).rejects.toMatchObject({ code: "FORBIDDEN" });
    await joinHome(second, workerHome);
    expect(await daemon.json("/api/workers", body({ name: "nas" }))).toMatchObject({ code: "CONFLICT" });
  });

  test("is not in the settings when its invitation failed", async () => {
    const { daemon, server } = await openTeam();
    await server.kill();
    expect(await daemon.json("/api/workers", body({ name: "nas" }))).toMatchObject({ code: "UNAVAILABLE" });
    expect(await workersOf(daemon)).toEqual([]);
    await server.start();
    await waitFor(async () => (await daemon.json<View>("/api/workers")).engine.state === "ready", {
      what: "the engine",
    });
    await invite(daemon);
    expect(await workersOf(daemon)).toMatchObject([{ name: "nas", slots: 8 }]);
  });

  test("joins under the name of one that was removed, also with a clock that is behind that one's", async () => {
    const { daemon, workerHome } = await openTeam();
    await joinHome(await invite(daemon), workerHome);
    const first = await startJoined(workerHome);
    await online(daemon);
    await first.stop();
    await daemon.json("/api/workers/nas", { method: "DELETE" });
    const other = testHome();
    await joinHome(await invite(daemon), other);
    const real = Date.now;
    Date.now = () => real() - DAY_MS;
    try {
      await startJoined(other);
    } finally {
      Date.now = real;
    }
    await online(daemon);
  });

  test("is removed while an agent that was placed elsewhere since works there: its message is answered here", async () => {
    const { daemon, home, workerHome } = await openTeam();
    await joinHome(await invite(daemon), workerHome);
    await startJoined(workerHome, { default: { hang: true } });
    await online(daemon);
    await daemon.json("/api/agents/coder", body({ place: "nas" }, "PUT"));
    await daemon.json("/api/message", body({ message: "@coder hello", channel: "api", sender: "kim" }));
    await waitFor(async () => (await workersOf(daemon))[0]?.runs === 1, { what: "the run" });
    createFakeAgentBin(join(home.home, "..", "bin"), { default: { reply: "done here" } });
    await daemon.json("/api/agents/coder", body({ place: null }, "PUT"));
    expect(await daemon.json("/api/workers/nas", { method: "DELETE" })).toEqual({ ok: true });
    await waitFor(
      async () => {
        const { processing } = await daemon.json<{ processing: number }>("/api/queue/status");
        const all = await daemon.json<unknown[]>("/api/responses?limit=20");
        return processing === 0 || all.length > 0;
      },
      { what: "the run to end" },
    );
  });

  test("gets no new runs while it is drained", async () => {
    const { daemon, workerHome } = await openTeam();
    await joinHome(await invite(daemon), workerHome);
    const drained = await daemon.json("/api/workers/nas/drain", body({ draining: true }, "PUT"));
    expect(drained).toMatchObject({ worker: { draining: true } });
    expect(await daemon.json("/api/workers/gpu/drain", body({ draining: true }, "PUT"))).toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("needs an engine, and a home without a daemon", async () => {
    const home = testHome({ agents: { tinyagi: { name: "TinyAGI", provider: "demo", model: "" } } });
    const daemon = await startTestDaemon(home);
    expect(await daemon.json("/api/workers", body({ name: "nas" }))).toMatchObject({ code: "CONFLICT" });
    const { daemon: other } = await openTeam();
    await expect(joinHome(await invite(other), home)).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

describe("another engine in the settings", needs("redis-server"), () => {
  test("is used after a restart, and that is said", async () => {
    const { daemon, server } = await openTeam();
    const { url } = server;
    expect((await daemon.json<View>("/api/workers")).engine).toMatchObject({ url, isChanged: false });
    const change = { execution: { engine: { url: "redis://127.0.0.1:1" } } };
    await daemon.json("/api/settings", body(change, "PUT"));
    expect((await daemon.json<View>("/api/workers")).engine).toMatchObject({ url, isChanged: true });
  });
});

describe("a home without an engine that can be used", () => {
  test("starts, says why, and its agents work", async () => {
    const home = testHome({
      execution: { engine: { url: "redis://127.0.0.1:1", password: "env:NOT_THERE" } },
      agents: { tinyagi: { name: "TinyAGI", provider: "demo", model: "" } },
    });
    const daemon = await startTestDaemon(home);
    expect(await daemon.json<View>("/api/workers")).toMatchObject({
      engine: { state: "refused", problem: expect.stringContaining("NOT_THERE") },
    });
    await daemon.json("/api/message", body({ message: "hello", channel: "api", sender: "kim" }));
    await waitFor(async () => (await daemon.json<unknown[]>("/api/responses?limit=1")).length > 0, {
      what: "the answer",
    });
  });
});
