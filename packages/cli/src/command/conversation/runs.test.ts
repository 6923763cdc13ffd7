/** The states of runs, in the words of every other screen. */
import { expect, it } from "vitest";
import { serveHome } from "../../testing/fake-server.js";
import { invoke, withHome } from "../../testing/invoke.js";
import { runOf } from "../../testing/sample.js";

const row = (id: string, change: Parameters<typeof runOf>[0]) => ({
  ...runOf({ runId: `run_${id}`, rootRunId: `run_${id}`, messageRowId: id.length, ...change }),
  task: "do it",
  total: {},
});
const ROWS = [
  row("deeper", { status: "running", parentRunId: "run_deep", rootRunId: "run_top" }),
  row("held", { status: "running" }),
  row("deep", { parentRunId: "run_top", rootRunId: "run_top" }),
  row("top", { status: "interrupted" }),
  row("it", {}),
  row("x", { status: "cancelled" }),
  row("planned", {}),
  row("planner", { status: "failed", messageRowId: 7 }),
];

it("are those of the work: paused, or going on below a run that has ended", async () => {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    const message = { id: 4, agent: "coder", runId: "run_held", status: "processing", waitsFor: "paused" };
    const planning = { ...message, id: 7, runId: null, status: "pending", waitsFor: "sub_agents" };
    const lanes = [{ lane: "coder", agent: "coder", total: 1, messages: [message, planning] }];
    server.answers.set("GET /api/queue/lanes", { status: 200, body: { lanes, truncated: false } });
    server.answers.set("GET /api/runs", { status: 200, body: ROWS });
    const { stdout } = await invoke(["runs"], { home });
    const states = stdout.split("\n").flatMap((line) => /^run_\w+ +\S+ +(\w+)/.exec(line)?.[1] ?? []);
    expect(states).toEqual([
      "running",
      "paused",
      "running",
      "running",
      "done",
      "cancelled",
      "running",
      "failed",
    ]);
    server.answers.set("GET /api/runs/run_top", { status: 200, body: ROWS[3] });
    expect((await invoke(["runs", "show", "run_top"], { home })).stdout).toMatch(/^status +running$/m);
    expect(server.urls).toContain("GET /api/runs?newest=true");
    await invoke(["runs", "--attempts"], { home });
    expect(server.urls).toContain("GET /api/runs");
    const { stdout: json } = await invoke(["runs", "--json"], { home });
    expect(JSON.parse(json)[4]).toMatchObject({ status: "completed" });
  });
});

it("are found by words and by time; that none matches is no reason to start one", async () => {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set("GET /api/runs", { status: 200, body: [] });
    const { stdout } = await invoke(["runs", "--text", "lexer", "--since", "2026-01-31T18:00Z"], { home });
    expect(stdout).toBe("no run matches\n");
    const query = `newest=true&since=${Date.UTC(2026, 0, 31, 18)}&text=lexer`;
    expect(server.urls.map((url) => sorted(url))).toContain(`GET /api/runs?${query}`);
    expect(await invoke(["runs", "--since", "yesterday"], { home })).toMatchObject({ code: 2 });
    expect((await invoke(["runs"], { home })).stdout).toContain("start one");
  });
});

/** With its parameters in the order of their names. */
function sorted(url: string): string {
  const [path, query = ""] = url.split("?");
  const parameters = new URLSearchParams(query);
  parameters.sort();
  return `${path}?${parameters}`;
}
