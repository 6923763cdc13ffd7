/** A daemon with an agent on a worker, over a real engine. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RouteOutput } from "@tinyagi/contracts";
import { needs, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { startTestDaemon } from "../fixture.js";
import { answered, PLACED, type PlacedTeam, placedTeam, send } from "./fixture.js";

interface Called {
  readonly url: string;
  readonly token: string;
  readonly own: string;
  readonly names: readonly string[];
}

/** The program of the agent: it calls the API, writes down what it saw, and answers. */
function callingAgent({ programs }: PlacedTeam, seen: string): void {
  const program = `
    import { readFileSync, writeFileSync } from "node:fs";
    const url = process.env.TINYAGI_API_URL;
    const token = readFileSync(process.env.TINYAGI_TOKEN_FILE, "utf8").trim();
    const ask = (path, init = {}, bearer = token) =>
      fetch(url + path, { ...init, headers: { ...init.headers, authorization: "Bearer " + bearer } });
    const agents = await ask("/api/agents");
    const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} });
    const tools = await ask("/mcp", { method: "POST", headers, body });
    const listed = await tools.text();
    const json = listed.startsWith("{") ? listed : listed.slice(listed.indexOf("{"));
    writeFileSync(${JSON.stringify(seen)}, JSON.stringify({
      url, token, agents: agents.status, own: await agents.text(),
      settings: (await ask("/api/settings")).status, wrong: (await ask("/api/agents", {}, token + "x")).status,
      tools: tools.status, names: JSON.parse(json.trim()).result.tools.map(({ name }) => name),
    }));
    const line = (one) => console.log(JSON.stringify(one));
    line({ type: "system", subtype: "init", session_id: "s", model: "m", tools: [] });
    line({ type: "result", subtype: "success", is_error: false, num_turns: 1, result: "ok", session_id: "s",
      total_cost_usd: 0, usage: { input_tokens: 1, output_tokens: 1 }, permission_denials: [] });
  `;
  const file = join(programs.dir, "calling.mjs");
  writeFileSync(file, program);
  writeFileSync(programs.claude, `#!/bin/sh\nexec '${process.execPath}' '${file}'\n`);
}

/** Whether any file below the folder contains the text. */
async function holds(folder: string, text: string): Promise<boolean> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return names.some((one) => one.isFile() && readFileSync(join(one.parentPath, one.name)).includes(text));
}

describe("an agent on a worker", needs("redis-server"), () => {
  test("answers a message there, in a workspace of that machine", async () => {
    const team = await placedTeam();
    const daemon = await startTestDaemon(team.home);
    await team.startWorker();
    await daemon.json("/api/message", send(`@${PLACED} hello`));
    const [answer] = await answered(daemon, 1);
    expect(answer?.agent).toBe(PLACED);
    expect(
      existsSync(join(team.workerHome.environment.variables.HOME ?? "", "tinyagi-workspace", PLACED)),
    ).toBe(true);
  });

  test("the daemon knows the programs of that machine, who needs them, and whether they are logged in", async () => {
    const team = await placedTeam();
    writeFileSync(team.programs.claude, "#!/bin/sh\necho 9.8.7\n");
    const daemon = await startTestDaemon(team.home);
    await team.startWorker();
    const machine = await waitFor(
      async () => {
        const { workers } = await daemon.json<RouteOutput<"listWorkers">>("/api/workers");
        return workers[0]?.machine ?? undefined;
      },
      { what: "the facts of the machine" },
    );
    expect(machine.programs.find(({ provider }) => provider === "anthropic")).toEqual({
      ...{ provider: "anthropic", state: "ready", version: "9.8.7", login: "missing", agents: [PLACED] },
    });
    expect(Math.abs(machine.clockAheadMs)).toBeLessThan(10_000);
  });

  test("waits for its worker, while agents here answer", async () => {
    const team = await placedTeam();
    const daemon = await startTestDaemon(team.home);
    await daemon.json("/api/message", send(`@${PLACED} hello`));
    await daemon.json("/api/message", send("hello"));
    expect((await answered(daemon, 1)).map(({ agent }) => agent)).toEqual(["tinyagi"]);
    expect(await daemon.json("/api/queue/status")).toMatchObject({ processing: 0, incoming: 1 });
    const { lanes } = await daemon.json<{ lanes: { messages: { id: number }[] }[] }>("/api/queue/lanes");
    expect(lanes).toMatchObject([
      { messages: [{ wait: { for: "place", place: { place: "nas", because: "away" } } }] },
    ]);
    expect(await daemon.json(`/api/messages/${lanes[0]?.messages[0]?.id}/why`)).toMatchObject({
      outcome: "waiting",
      reasons: [{ code: "waits.place", agent: PLACED, place: "nas", because: "away" }],
      advice: { code: "place" },
    });
    await team.startWorker();
    expect((await answered(daemon, 2)).map(({ agent }) => agent).sort()).toEqual([PLACED, "tinyagi"]);
  });

  test("calls the API from there as its run, with the rights of a run and no others", async () => {
    const team = await placedTeam();
    const seen = join(team.programs.dir, "seen.json");
    callingAgent(team, seen);
    const daemon = await startTestDaemon(team.home);
    await team.startWorker();
    await daemon.json("/api/message", send(`@${PLACED} call`));
    await answered(daemon, 1);
    const calls: Called = JSON.parse(readFileSync(seen, "utf8"));
    expect(calls).toMatchObject({ agents: 200, settings: 403, wrong: 401, tools: 200 });
    expect(calls.own).toContain(PLACED);
    expect(calls.names).toContain("send_message");
    expect(calls.url).not.toContain(`:${daemon.port}`);
    // The token opens nothing beside that worker, and nothing there after the run.
    const headers = { authorization: `Bearer ${calls.token}` };
    expect((await fetch(`http://127.0.0.1:${daemon.port}/api/agents`, { headers })).status).toBe(401);
    expect((await fetch(`${calls.url}/api/agents`, { headers })).status).toBe(401);
    const token = readFileSync(join(team.home.home, "auth", "token"), "utf8").trim();
    for (const folder of [team.workerHome.home, team.programs.dir])
      expect(await holds(folder, token)).toBe(false);
  });

  test("reads a file that a person sent, on its own machine", async () => {
    const team = await placedTeam();
    const daemon = await startTestDaemon(team.home);
    await team.startWorker();
    const content = randomBytes(300_000);
    const { path } = await daemon.json<{ path: string }>("/api/files", {
      method: "POST",
      body: JSON.stringify({ name: "plan.bin", data: content.toString("base64") }),
    });
    await daemon.json("/api/message", send(`@${PLACED} read [file: ${path}]`));
    await answered(daemon, 1);
    const [run] = team.programs.runs();
    const there = path.replace(team.home.home, team.workerHome.home);
    expect(run?.prompt).toContain(there);
    expect(run?.prompt).not.toContain(path);
    expect(readFileSync(there).equals(content)).toBe(true);
  });

  test("a second worker in the same home is refused", async () => {
    const team = await placedTeam();
    await team.startWorker();
    await expect(team.startWorker()).rejects.toMatchObject({ code: "HOME_LOCKED" });
  });
});
