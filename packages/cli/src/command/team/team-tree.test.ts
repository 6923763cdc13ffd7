import { expect, test } from "vitest";
import { serveHome } from "../../testing/fake-server.js";
import { invoke, withHome } from "../../testing/invoke.js";

const member = (name: string) => ({ name, provider: "demo", model: "" });

test("team visualize draws teams with the leader first and what each member is doing", async () => {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    server.agents.lead = { ...member("Lead"), provider: "anthropic", model: "opus" };
    server.agents.tester = member("Tester");
    server.teams.qa = { name: "Q\u001b[31mA", agents: ["tester", "coder", "lead"], leader_agent: "lead" };
    const queues = [
      { agent: "coder", pending: 1, queued: 2, processing: 1 },
      { agent: "tester", pending: 1, queued: 0, processing: 0 },
    ];
    server.answers.set("GET /api/queue/agents", { status: 200, body: queues });
    const messages = [{ id: 1, agent: "tester", waitsFor: "slot", runId: null }];
    server.answers.set("GET /api/queue/lanes", {
      status: 200,
      body: { lanes: [{ agent: "tester", total: 1, messages }], truncated: false },
    });
    server.answers.set("GET /api/runs", {
      status: 200,
      body: [{ runId: "run_1", agent: "coder", status: "running" }],
    });
    const { stdout, code } = await invoke(["team", "visualize", "qa", "--once"], { home });
    expect(code).toBe(0);
    expect(stdout).toBe(
      "@qa QA\n" +
        "├─ @lead    anthropic opus        idle                leader\n" +
        "├─ @tester  demo (default model)  queued, 1 waiting\n" +
        "└─ @coder   demo (default model)  running, 3 waiting\n",
    );
    const all = await invoke(["team", "viz", "--plain", "--once"], { home });
    expect(all.stdout).toMatch(/^@dev Dev\n {2}@coder .*leader\n\n@qa/);
    expect(all.stdout).not.toMatch(/[├└]/);
    expect(JSON.parse((await invoke(["team", "viz", "--json"], { home })).stdout)).toEqual(server.teams);
    const lost = await invoke(["team", "viz", "nobody"], { home });
    expect({ code: lost.code, stderr: lost.stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining("dev, qa"),
    });
  });
});
