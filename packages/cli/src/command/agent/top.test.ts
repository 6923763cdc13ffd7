/** What every agent does now, for programs. */
import { expect, it } from "vitest";
import { serveHome } from "../../testing/fake-server.js";
import { invoke, withHome } from "../../testing/invoke.js";
import { runOf } from "../../testing/sample.js";

it("top --json has a row for every agent, busy ones first, also when nobody works", async () => {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    const writer = { name: "Writer", provider: "demo", model: "" };
    server.agents = { ...server.agents, writer };
    const answers: [string, unknown][] = [
      ["GET /api/queue/lanes", { lanes: [], truncated: false }],
      ["GET /api/approvals", { approvals: [] }],
      ["GET /api/queue/dead", []],
      ["GET /api/runs", []],
      ["GET /api/status", { version: "0.1.0", pausedProviders: [] }],
    ];
    for (const [line, body] of answers) server.answers.set(line, { status: 200, body });
    const idle = { node: null, depth: 0, state: "idle", doing: "", run: null, approval: null };
    const quiet = await invoke(["top", "--json"], { home });
    expect(JSON.parse(quiet.stdout)).toEqual([
      { agent: "coder", ...idle },
      { agent: "writer", ...idle },
    ]);
    const run = {
      ...runOf({ agent: "writer", status: "running", finishedAt: null }),
      task: "a poem",
      joins: null,
    };
    server.answers.set("GET /api/runs", { status: 200, body: [run] });
    const busy = JSON.parse((await invoke(["top", "--json"], { home })).stdout);
    expect(busy).toMatchObject([
      { agent: "writer", state: "running", doing: "a poem", run: { runId: "run_aaaaaa", status: "running" } },
      { agent: "coder", state: "idle" },
    ]);
    const lines = (await invoke(["top", "--once"], { home })).stdout.split("\n");
    expect(lines[0]).toMatch(/ writer running a poem/);
  });
});
