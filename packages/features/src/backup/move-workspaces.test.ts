/** @requirement BACKUP-2 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createBackup } from "./create-backup.js";
import { createBackupFixture, NOW } from "./fixture.js";
import { restoreBackup } from "./restore-backup.js";

/** A backup of one home, to be restored into a second home with its own workspace. */
async function openSecondHome() {
  const first = createBackupFixture();
  const settings = JSON.parse(readFileSync(first.paths.settings, "utf8"));
  const { coder } = settings.agents;
  settings.agents = {
    coder: { ...coder, working_directory: first.workspace },
    below: { ...coder, working_directory: join(first.root, "ws", "deep", "er") },
    near: { ...coder, working_directory: "near-by" },
    far: { ...coder, working_directory: join(first.root, "elsewhere") },
  };
  settings.future = { kept: true };
  writeFileSync(first.paths.settings, JSON.stringify(settings));
  const { paths, store, workspaces } = first;
  const { path } = await createBackup({
    paths,
    db: store.db,
    version: "1.2.3",
    now: NOW,
    workspaces,
    mode: "memory",
  });
  const second = createBackupFixture("second");
  await second.store[Symbol.asyncDispose]();
  const workspace = join(second.root, "second-ws");
  const request = { file: path, paths: second.paths, userHome: second.root, now: NOW, workspace };
  return { first, second, workspace, request };
}

test("a restore with a workspace does not change the directories of the first home", async () => {
  const { first, second, workspace, request } = await openSecondHome();
  writeFileSync(join(first.workspace, "AGENTS.md"), "be long");
  const report = await restoreBackup(request);
  expect(report).toMatchObject({ workspaceRoot: workspace, warnings: [], notes: [], workspaceFiles: 2 });
  expect(readFileSync(join(first.workspace, "AGENTS.md"), "utf8")).toBe("be long");
  expect(readFileSync(join(workspace, "coder", "AGENTS.md"), "utf8")).toBe("be brief");
  const settings = JSON.parse(readFileSync(second.paths.settings, "utf8"));
  expect(settings.workspace.path).toBe(workspace);
  expect(settings.agents.coder.working_directory).toBe("coder");
  expect(settings.agents.below.working_directory).toBe("deep/er");
  expect(settings.agents.near.working_directory).toBe("near-by");
  expect(settings.agents.far).not.toHaveProperty("working_directory");
  expect(settings).toMatchObject({ future: { kept: true }, models: { anthropic: { api_key: "sk-canary" } } });
});

test("a dry run reports the folder and creates nothing there", async () => {
  const { second, workspace, request } = await openSecondHome();
  const before = readFileSync(second.paths.settings, "utf8");
  expect((await restoreBackup({ ...request, dryRun: true })).workspaceRoot).toBe(workspace);
  expect(existsSync(workspace)).toBe(false);
  expect(readFileSync(second.paths.settings, "utf8")).toBe(before);
});

test("a workspace that agents may not use is refused before anything is changed", async () => {
  const { second, request } = await openSecondHome();
  const before = readFileSync(second.paths.settings, "utf8");
  const refusal = restoreBackup({ ...request, workspace: join(second.home, "agents") });
  await expect(refusal).rejects.toMatchObject({ code: "PATH_REFUSED" });
  expect(readFileSync(second.paths.settings, "utf8")).toBe(before);
  expect(existsSync(join(second.home, ".staging"))).toBe(false);
});
