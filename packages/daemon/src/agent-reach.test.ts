/** What agents may not read: the folder of backups, and old files whose sender nobody knows. @requirement BACKUP-4 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVirtualClock } from "@tinyagi/base";
import { settingsSchema } from "@tinyagi/contracts";
import { createWorkspaces } from "@tinyagi/home";
import { openStore } from "@tinyagi/kernel";
import { expect, onTestFinished, test } from "vitest";
import { createAgentReach } from "./agent-reach.js";

function fixture(settings: (root: string) => object) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tinyagi-reach-")));
  const [home, disk, workspace] = [join(root, "home"), join(root, "disk"), join(root, "ws")];
  for (const folder of [
    home,
    disk,
    join(workspace, "coder"),
    join(home, "files", "in"),
    join(home, "files", "out"),
  ])
    mkdirSync(folder, { recursive: true });
  const store = openStore({ path: join(home, "tinyagi.db"), clock: createVirtualClock() });
  onTestFinished(async () => {
    await store[Symbol.asyncDispose]();
    rmSync(root, { recursive: true, force: true });
  });
  const now = settingsSchema.parse({
    workspace: { path: workspace },
    agents: { coder: { name: "Coder", provider: "demo", model: "", reads: [disk, root] } },
    ...settings(root),
  });
  const paths = { home, filesIn: join(home, "files", "in"), filesOut: join(home, "files", "out") };
  const workspaces = createWorkspaces({ settings: () => now, home, userHome: root });
  return { disk, paths, reach: createAgentReach({ store, settings: () => now, paths, workspaces }) };
}

const request = { runId: "run_1", agentId: "coder", prompt: "" };

test("the folder that gets the backups is closed, whatever the agent may read", async () => {
  const it = fixture((root) => ({ backup: { target: join(root, "disk") } }));
  const { readable, closed } = await it.reach(request);
  expect(closed).toContain(it.disk);
  expect(readable).not.toContain(it.disk);
});

test("a folder that gets no backups is open as the settings say", async () => {
  const it = fixture(() => ({}));
  const { readable, closed } = await it.reach(request);
  expect(closed).not.toContain(it.disk);
  expect(readable).toContain(it.disk);
});

test("a file of an older release, which names no sender, is open to nobody but owners", async () => {
  const it = fixture(() => ({}));
  const old = join(it.paths.filesIn, "abcdefgh_report.pdf");
  writeFileSync(old, "whose?");
  const { readable } = await it.reach({ ...request, prompt: `[file: ${old}]` });
  expect(readable).not.toContain(old);
});
