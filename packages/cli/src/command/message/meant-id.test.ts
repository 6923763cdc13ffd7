import { expect, it } from "vitest";
import { serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

interface Sent extends InvocationResult {
  readonly calls: readonly string[];
}

async function tinyagi(...words: string[]): Promise<Sent> {
  return withHome(async (home) => {
    await using server = await serveHome(home);
    server.fallback = () => ({ status: 400, body: {} });
    const result = await invoke(words, { home });
    return { ...result, calls: server.calls.map(({ line }) => line) };
  });
}

it.each([
  ["run_mbx7qz2k0f3a", "tinyagi runs show run_mbx7qz2k0f3a"],
  ["run_abc123", "tinyagi runs show run_abc123"],
  ["conv_mbx7qz2k0f3a", "tinyagi conversation show conv_mbx7qz2k0f3a"],
  ["ask_k7qx2m9p", "tinyagi approvals ask_k7qx2m9p"],
  ["task_mbx7qz2k0f3a", "tinyagi task show task_mbx7qz2k0f3a"],
  ["sched_mbx7qz2k0f3a", "tinyagi schedule show sched_mbx7qz2k0f3a"],
  ["proj_mbx7qz2k0f3a", "tinyagi project show proj_mbx7qz2k0f3a"],
  ["api_mbx7qz2k0f3a", "tinyagi trace api_mbx7qz2k0f3a"],
  ["internal_mbx7qz2k0f3a", "tinyagi trace internal_mbx7qz2k0f3a"],
  ["msg_mbx7qz2k0f3a", "tinyagi trace msg_mbx7qz2k0f3a"],
])("neither run nor send sends the id %s: the command that was meant is named", async (id, command) => {
  for (const words of [
    ["run", id],
    ["send", id],
    ["run", "show", id],
    ["send", "--wait", id],
  ]) {
    const { code, stderr, calls } = await tinyagi(...words);
    expect(calls).toEqual([]);
    expect(code).toBe(2);
    expect(stderr).toContain(command);
  }
});

it.each([
  [["run", "--agent", "coder", "run_abc123"]],
  [["run", "why did run_abc123 fail?"]],
  [["run", "snake_case"]],
])("%j is a message", async (words) => {
  expect((await tinyagi(...words)).calls).toContain("POST /api/message");
});
