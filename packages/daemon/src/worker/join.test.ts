/** A machine joins by a code, and an agent works there: over a real engine, in two homes. */
import { join } from "node:path";
import { createFakeAgentBin, needs, startEngineServer, waitFor } from "@tinyagi/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { startTestDaemon, type TestDaemon, type TestHome, testHome, testHostEntry } from "../fixture.js";
import { joinDaemon } from "./join.js";
import { findJoined } from "./joined-file.js";
import { startWorker } from "./worker.js";

interface View {
  engine: { state: string; version: string | null };
  workers: { name: string; online: boolean; agents: string[]; invitedUntil: number | null }[];
}
const body = (value: unknown, method = "POST") => ({ method, body: JSON.stringify(value) });

async function openTeam() {
  const server = await startEngineServer();
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

async function startJoined(place: TestHome) {
  const joined = findJoined(place.home);
  if (joined === undefined) throw new Error("the home has joined nothing");
  const { dir } = createFakeAgentBin(join(place.home, "..", "bin"));
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

const online = (daemon: TestDaemon) =>
  waitFor(async () => (await daemon.json<View>("/api/workers")).workers[0]?.online === true, {
    what: "the worker",
  });

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

  test("uses its code once", async () => {
    const { daemon, workerHome } = await openTeam();
    const code = await invite(daemon);
    await joinHome(code, workerHome);
    await expect(joinHome(code, testHome())).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
