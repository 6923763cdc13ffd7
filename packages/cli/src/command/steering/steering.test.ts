import { expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

type Tinyagi = (line: string) => Promise<InvocationResult>;

async function served(use: (tinyagi: Tinyagi, server: FakeServer) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set("POST /api/runs/run_abcdefgh12345678/steer", { status: 200, body: { ok: true } });
    server.answers.set("GET /api/runs", { status: 200, body: [{ runId: "run_abcdefgh12345678" }] });
    await use((line) => invoke(line.split(" "), { home }), server);
  });
}

/** @requirement STEER-1 @requirement STEER-3 */
it("sends the command and the text to a run, or to the newest run of an agent", async () => {
  await served(async (tinyagi, server) => {
    expect((await tinyagi("steer run_abcdefgh12345678 use the blue one")).stdout).toContain(
      "continues with your text",
    );
    expect(server.calls.at(-1)?.body).toEqual({ command: "inject", text: "use the blue one" });
    await tinyagi("steer @Coder --redirect write docs");
    expect(server.calls.at(-1)?.body).toEqual({ command: "redirect", text: "write docs" });
    for (const command of ["pause", "resume", "cancel"]) {
      expect(JSON.parse((await tinyagi(`${command} @coder --json`)).stdout)).toEqual({
        ok: true,
        runId: "run_abcdefgh12345678",
      });
      expect(server.calls.at(-1)?.body).toEqual({ command });
    }
  });
});

it.each([
  ["taken", "reads it in its running turn"],
  ["restarted", "was interrupted, and the run continues with your text"],
])("says how the run got the text: %s", async (steered, words) => {
  await served(async (tinyagi, server) => {
    server.answers.set("POST /api/runs/run_abcdefgh12345678/steer", {
      status: 200,
      body: { ok: true, steered },
    });
    expect((await tinyagi("steer run_abcdefgh12345678 blue")).stdout).toContain(words);
    expect(JSON.parse((await tinyagi("steer run_abcdefgh12345678 blue --json")).stdout)).toMatchObject({
      steered,
    });
  });
});

it("a refusal says why, and an agent without a run is an error", async () => {
  await served(async (tinyagi, server) => {
    const body = { error: "It is not paused.", code: "CONFLICT" };
    server.answers.set("POST /api/runs/run_abcdefgh12345678/steer", { status: 409, body });
    const refused = await tinyagi("resume run_abcdefgh12345678");
    expect([refused.code === 0, refused.stderr]).toEqual([
      false,
      expect.stringContaining("It is not paused."),
    ]);
    server.answers.set("GET /api/runs", { status: 200, body: [] });
    expect((await tinyagi("pause @nobody")).stderr).toContain("@nobody has no run");
    expect((await tinyagi("steer run_abcdefgh12345678")).code).toBe(2);
  });
});
