/** `retry`, `fork`, `compare`: their requests and output. @requirement RERUN-1 @requirement RERUN-2 */
import { expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

type Tinyagi = (...words: string[]) => Promise<InvocationResult>;
const A = "run_aaaaaa";
const B = "run_bbbbbb";

async function served(use: (tinyagi: Tinyagi, server: FakeServer) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    for (const part of ["retry", "fork"])
      server.answers.set(`POST /api/runs/${A}/${part}`, {
        status: 200,
        body: { ok: true, conversationId: "conv_new" },
      });
    await use((...words) => invoke(words, { home }), server);
  });
}

it("a retry and a fork print the new conversation", async () => {
  await served(async (tinyagi, server) => {
    expect((await tinyagi("retry", A)).stdout).toContain("runs again in conv_new\n");
    await tinyagi("fork", A, "in", "French");
    expect(server.calls.at(-1)?.body).toEqual({ prompt: "in French" });
    await tinyagi("fork", A);
    expect(server.calls.at(-1)?.body).toEqual({});
    expect(JSON.parse((await tinyagi("retry", A, "--json")).stdout)).toEqual({
      ok: true,
      conversationId: "conv_new",
    });
  });
});

it("a sub-agent is named with --from and --node, a generation with --generation, and repeats with --key", async () => {
  await served(async (tinyagi, server) => {
    const body = () => server.calls.at(-1)?.body;
    await tinyagi("retry", A, "--from", "root/check", "--key", "k1");
    expect(body()).toEqual({ from: "root/check", key: "k1" });
    await tinyagi("fork", A, "--node", "root/check", "look", "twice");
    expect(body()).toEqual({ node: "root/check", prompt: "look twice" });
    await tinyagi("fork", A, "--generation", "1", "--key", "k2");
    expect(body()).toEqual({ generation: 1, key: "k2" });
    const { code, stderr } = await tinyagi("fork", A, "--generation", "-1");
    expect(code).not.toBe(0);
    expect(stderr).toContain("Use a number from 0.");
  });
});

it("a comparison shows each step of both runs, and the answers where they differ", async () => {
  await served(async (tinyagi, server) => {
    const node = (output: string) => ({
      state: "completed",
      runId: A,
      isShared: false,
      durationMs: 2_000,
      usage: { inputTokens: 7 },
      output,
    });
    const run = {
      status: "completed",
      durationMs: 1_500,
      usage: { inputTokens: 10 },
      toolCalls: 2,
      setup: { harness: "claude", harnessVersion: "2.1.197", permissions: "ask" },
    };
    const newer = { ...run, setup: { ...run.setup, harnessVersion: "2.2.0" } };
    const unknown = { ...run, setup: { harness: "codex", harnessVersion: null, permissions: null } };
    const body = {
      a: { ...run, runId: A, output: "one \u001b[31mred" },
      b: { ...run, runId: B, output: null },
      sameStructure: false,
      sameOutput: false,
      truncated: false,
      steps: [
        { path: "@lead", a: { ...run, runId: A }, b: null, sameSetup: null },
        { path: "@lead/@coder", a: { ...run, runId: A }, b: { ...newer, runId: B }, sameSetup: false },
        { path: "@lead/@coder#2", a: { ...run, runId: A }, b: { ...run, runId: B }, sameSetup: true },
        { path: "@lead/@old", a: { ...unknown, runId: A }, b: { ...unknown, runId: B }, sameSetup: null },
      ],
      nodes: [
        { node: "root/a", sameOutput: false, a: node("one\ntwo"), b: node("one\nthree") },
        { node: "root/b", sameOutput: true, a: node("same"), b: { ...node("same"), isShared: true } },
        { node: "root/c", sameOutput: false, a: null, b: node("new") },
      ],
    };
    server.answers.set("GET /api/runs/compare", { status: 200, body });
    const { stdout } = await tinyagi("compare", A, B);
    expect(stdout).toContain("different agents ran, with different answers\n");
    expect(stdout).toMatch(/@lead +completed, 1\.5 s, 10 tokens, 2 tool calls +did not run\n/);
    expect(stdout).toMatch(/@lead +claude 2\.1\.197, ask\n/);
    expect(stdout).toMatch(/@lead\/@coder +claude 2\.1\.197, ask +claude 2\.2\.0, ask +differs\n/);
    expect(stdout).toMatch(/@lead\/@coder#2 +claude 2\.1\.197, ask +claude 2\.1\.197, ask +same\n/);
    expect(stdout).toMatch(/@lead\/@old +codex +codex +not known\n/);
    expect(stdout).toMatch(/root\/a +completed, 2\.0 s, 7 tokens +completed, 2\.0 s, 7 tokens +differs\n/);
    expect(stdout).toMatch(
      /root\/b +completed, 2\.0 s, 7 tokens +completed, shared, 2\.0 s, 7 tokens +same\n/,
    );
    expect(stdout).toMatch(/root\/c +not there +completed, 2\.0 s, 7 tokens +differs\n/);
    expect(stdout).toContain("root/a\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n");
    expect(stdout).toContain("A: one red\nB: (no answer)\n");
    expect(JSON.parse((await tinyagi("compare", A, B, "--json")).stdout)).toEqual(body);
  });
});
