/**
 * What codex starts to give a trivial answer. It is counted, not timed: a busy machine would fail a time. codex starts a
 * process in a sandbox for each of its own files as soon as one path is denied by its rules.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createMockModelServer, needs } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { agentCliPath } from "./support/agent-clis.js";
import { openStage } from "./support/stage.js";
import { watchPrograms } from "./support/watched-programs.js";

/** The one around codex, and two to spare for a later version of codex. It was 130. */
const SANDBOXES_MAX = 3;

test("a trivial answer of codex starts a handful of sandboxes, however many paths are closed to it", {
  ...needs("agent CLIs", "bubblewrap"),
  timeout: 300_000,
}, async () => {
  await using model = disposable(await createMockModelServer({ script: () => ({ text: "READY" }) }));
  using watched = await watchPrograms(["bwrap"], process.env.PATH ?? "");
  await using stage = await openStage({
    path: [watched.folder, agentCliPath()],
    settings: {
      default_agent: "codex",
      agents: { codex: { name: "Codex", provider: "custom:mock", model: "gpt-5.4" } },
      custom_providers: {
        mock: { name: "Mock", harness: "codex", base_url: model.openaiUrl, api_key: "sk-mock" },
      },
    },
  });
  const { client } = await stage.start();
  // The first run also tries which sandboxes work on this machine.
  await client.sendAndWait({ message: "@codex one" });
  watched.reset();
  for (const name of ["ann", "bob", "cleo"]) {
    mkdirSync(join(stage.place.workspace, name));
    writeFileSync(join(stage.place.workspace, name, "plan.txt"), "a plan");
  }
  expect(JSON.stringify(await client.sendAndWait({ message: "@codex two" }))).toContain("READY");
  const calls = watched.calls("bwrap");
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.length).toBeLessThanOrEqual(SANDBOXES_MAX);
});

function disposable<Server extends { close(): Promise<void> }>(server: Server): Server & AsyncDisposable {
  return Object.assign(server, { [Symbol.asyncDispose]: () => server.close() });
}
