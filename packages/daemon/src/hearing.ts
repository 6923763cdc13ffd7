/** How runs perceive what people send: recordings as text, and pictures. */

import type { Clock } from "@tinyagi/base";
import type { Settings } from "@tinyagi/contracts";
import { createHearing, createPerception, type Hearing } from "@tinyagi/features";
import { createTranscriber } from "@tinyagi/harness";
import type { HomePaths } from "@tinyagi/home";
import type { Perceive, Store } from "@tinyagi/kernel";
import type { Agents } from "./agent-host.js";
import { createSentFiles } from "./agent-reach.js";
import type { DaemonEnvironment } from "./environment.js";
import type { LogFile } from "./log-file.js";

export function openHearing(options: {
  settings: () => Settings;
  resolveSecret: (value: string) => Promise<string>;
  clock: Clock;
  logFile: LogFile;
  agents: Agents;
  paths: HomePaths;
  environment: DaemonEnvironment;
}): Hearing {
  const { settings, resolveSecret, clock, paths, agents } = options;
  const { log } = options.logFile;
  const runTranscriber = createTranscriber({
    startProcess: agents.host.startProcess,
    home: paths.home,
    tempDir: paths.run,
    path: options.environment.variables.PATH ?? "",
    log,
  });
  return createHearing({ settings, clock, log, resolveSecret, runTranscriber });
}

/** A run perceives exactly the files that it may open. */
export function createRunPerception({
  hearing,
  ...parts
}: {
  store: Store;
  paths: HomePaths;
  hearing: Hearing;
}): Perceive {
  const sentTo = createSentFiles(parts);
  return createPerception({
    filesIn: parts.paths.filesIn,
    openTo: async (run) => new Set(await sentTo(run)),
    hearing,
  });
}
