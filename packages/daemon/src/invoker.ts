/** The invoker with the harnesses this build has. */
import { mkdir, rm } from "node:fs/promises";
import type { Settings } from "@tinyagi/contracts";
import {
  createClaudeHarness,
  createCodexHarness,
  createDemoHarness,
  createInvoker,
  type HomePaths,
  type InvokerPort,
  resolveSecret,
} from "@tinyagi/core";
import type { DaemonEnvironment } from "./environment.js";

export async function createAgentInvoker(options: {
  environment: DaemonEnvironment;
  settings: () => Settings;
  paths: HomePaths;
}): Promise<InvokerPort> {
  // A daemon that was killed leaves the files of its runs; nobody uses them any more.
  await rm(options.paths.run, { recursive: true, force: true });
  await mkdir(options.paths.run, { mode: 0o700 });
  const harnesses = [
    createClaudeHarness({ tempDir: options.paths.run }),
    createCodexHarness({}),
    createDemoHarness({}),
  ];
  const invoker = createInvoker({
    harnesses: new Map(harnesses.map((harness) => [harness.id, harness])),
    hostEnv: options.environment.variables,
    deniedPaths: secretPaths(options.paths),
    settings: options.settings,
    resolveSecret: (value) => resolveSecret(value, { env: options.environment.variables }),
  });
  return { invoke: invoker.invoke, resolve: invoker.resolve };
}

/** What agents must not read; `files` stays open to them, since attachments come and go through it. */
function secretPaths(paths: HomePaths): string[] {
  const database = [paths.database, `${paths.database}-wal`, `${paths.database}-shm`];
  return [paths.auth, paths.settings, paths.settingsBackup, ...database, paths.logs, paths.backups];
}
