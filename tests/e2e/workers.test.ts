/**
 * Two machines, as a person sets them up: two homes, a real engine between them, and the commands that users have.
 *
 * @requirement WORKER-1 @requirement WORKER-2
 */
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** An agent that asks the API who it is among, tells another agent something, and answers with what it got. */
function callingAgent(bin: string): void {
  const program = `
    import { readFileSync } from "node:fs";
    const token = readFileSync(process.env.TINYAGI_TOKEN_FILE, "utf8").trim();
    const ask = (path) => fetch(process.env.TINYAGI_API_URL + path, { headers: { authorization: "Bearer " + token } });
    const agents = await (await ask("/api/agents")).json();
    const settings = await ask("/api/settings");
    const text = Object.keys(agents).sort().join(" ") + " " + settings.status + " " + new URL(process.env.TINYAGI_API_URL).port;
    const line = (one) => console.log(JSON.stringify(one));
    line({ type: "system", subtype: "init", session_id: "s", model: "m", tools: [] });
    line({ type: "result", subtype: "success", is_error: false, num_turns: 1, result: text, session_id: "s",
      total_cost_usd: 0, usage: { input_tokens: 1, output_tokens: 1 }, permission_denials: [] });
  `;
  writeFileSync(join(bin, "calling.mjs"), program);
  writeFileSync(join(bin, "claude"), `#!/bin/sh\nexec '${process.execPath}' '${join(bin, "calling.mjs")}'\n`);
  chmodSync(join(bin, "claude"), 0o755);
}

describe("an agent on another machine", needs("redis-server"), () => {
  test("calls the API through its worker, and its workspace there is read and written from here", {
    timeout: 180_000,
  }, async () => {
    await using engine = await startEngineServer();
    const settings = { agents: AGENTS, default_agent: "tinyagi", execution: { engine: { url: engine.url } } };
    await using here = await openStage({ settings });
    await using there = await openStage();
    callingAgent(there.place.bin);
    const daemon = await here.start();
    const command = (await done(here, ["worker", "invite", "nas"])).trim();
    await done(there, ["worker", "join", command.split(" ").at(-1) ?? ""]);
    await done(here, ["agent", "place", "coder", "nas"]);

    await send(daemon, "@coder who is there?");
    await answers(daemon, 1);
    const [answer] = await daemon.client.call("listResponses", { query: { limit: 1 } });
    const [first, second, status, port] = (answer?.message ?? "").split(/\s/);
    expect([first, second, status]).toEqual(["coder", "tinyagi", "403"]);
    expect(port).not.toBe(String(daemon.port));

    const content = "- look at the disk\n";
    await daemon.client.call("putHeartbeat", { params: { id: "coder" }, body: { content } });
    expect(readFileSync(join(there.place.workspace, "coder", "heartbeat.md"), "utf8")).toBe(content);
    expect(existsSync(join(here.place.workspace, "coder", "heartbeat.md"))).toBe(false);
    expect(await daemon.client.call("getHeartbeat", { params: { id: "coder" } })).toMatchObject({ content });

    await done(there, ["worker", "stop"]);
    await waitFor(async () => (await workers(here))[0]?.online === false, {
      what: "the worker to be missed",
    });
    const offline = await daemon.call("GET", "/api/agents/coder/heartbeat");
    expect(offline).toMatchObject({ status: 503, body: { code: "PLACE_OFFLINE" } });
  });

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
