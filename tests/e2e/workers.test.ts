/**
 * Two machines, as a person sets them up: two homes, a real engine between them, and the commands that users have.
 *
 * @requirement WORKER-1 @requirement WORKER-2
 */
import { createFakeAgentBin, needs, startEngineServer, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { openStage, type Stage } from "./support/stage.js";

const AGENTS = {
  tinyagi: { name: "TinyAGI", provider: "demo", model: "" },
  coder: { name: "Coder", provider: "anthropic", model: "", permissions: "bypass", live: false },
};

async function done(stage: Stage, words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await stage.cli(words);
  expect({ words, code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

interface Worker {
  name: string;
  online: boolean;
  draining: boolean;
  agents: string[];
}

async function workers(stage: Stage): Promise<Worker[]> {
  return JSON.parse(await done(stage, ["worker", "list", "--json"])).workers;
}

const send = (daemon: Daemon, message: string) =>
  daemon.client.call("sendMessage", { body: { message, channel: "api", sender: "kim" } });

async function answers(daemon: Daemon, count: number): Promise<string[]> {
  return waitFor(
    async () => {
      const all = await daemon.client.call("listResponses", { query: { limit: 50 } });
      return all.length >= count ? all.map(({ agent }) => agent ?? "") : undefined;
    },
    { what: `${count} answers`, timeoutMs: 30_000 },
  );
}

/** Nothing runs, and one message waits. */
async function waiting(daemon: Daemon): Promise<void> {
  expect(await daemon.client.call("queueStatus", {})).toMatchObject({ processing: 0, incoming: 1 });
}

describe("an agent on another machine", needs("redis-server"), () => {
  test("is set up by two commands, answers there, waits for its machine, and is taken away", {
    timeout: 180_000,
  }, async () => {
    await using engine = await startEngineServer();
    await using here = await openStage({ settings: { agents: AGENTS, default_agent: "tinyagi" } });
    await using there = await openStage();
    const programs = createFakeAgentBin(there.place.bin, { default: { reply: "done there" } });
    const daemon = await here.start();

    expect((await here.cli(["worker", "invite", "nas"])).stderr).toContain("execution.engine.url");
    await done(here, ["config", "set", "execution.engine.url", engine.url]);
    const command = (await done(here, ["worker", "invite", "nas"])).trim();
    expect(command).toMatch(/^tinyagi worker join tgw1_[\w-]+$/);

    const code = command.split(" ").at(-1) ?? "";
    const began = performance.now();
    expect(await done(there, ["worker", "join", code])).toContain("the daemon has answered it");
    expect(performance.now() - began).toBeLessThan(60_000);
    await done(here, ["agent", "place", "coder", "nas"]);
    await send(daemon, "@coder hello");
    expect(await answers(daemon, 1)).toEqual(["coder"]);
    expect(programs.runs()).toHaveLength(1);
    expect(await workers(here)).toMatchObject([{ name: "nas", online: true, agents: ["coder"] }]);

    await done(here, ["worker", "drain", "nas"]);
    await send(daemon, "@coder again");
    await waiting(daemon);
    await done(here, ["worker", "drain", "nas", "--off"]);
    await answers(daemon, 2);

    await done(there, ["worker", "stop"]);
    await waitFor(async () => (await workers(here))[0]?.online === false, {
      what: "the worker to be missed",
    });
    await send(daemon, "@coder and again");
    await waiting(daemon);
    await done(there, ["worker", "start"]);
    await answers(daemon, 3);

    const refused = await here.cli(["worker", "remove", "nas", "--yes"]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("tinyagi agent place") });
    await done(here, ["agent", "place", "coder", "here"]);
    await done(here, ["worker", "remove", "nas", "--yes"]);
    expect(await workers(here)).toEqual([]);
    expect(await engine.send("ACL USERS")).not.toContain("tinyagi:");
    const again = await there.cli(["worker", "join", code]);
    expect(again.code).not.toBe(0);
    await done(there, ["worker", "stop"]);
  });
});
