/** The invoker with all harnesses of this build. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Log, NewId } from "@tinyagi/base";
import type { Harness, Settings } from "@tinyagi/contracts";
import type { RunAccess } from "@tinyagi/features";
import {
  type AgentHost,
  type Chores,
  createAcpHarness,
  createApiHarness,
  createChores,
  createClaudeHarness,
  createCodexHarness,
  createContainers,
  createDemoHarness,
  createInvoker,
  createOpencodeHarness,
  createProviderTester,
  type InvokerOptions,
  type ProgramVersions,
  type StartAgentProcess,
} from "@tinyagi/harness";
import { ensureFolder, type HomePaths, isSecretReference, resolveSecret } from "@tinyagi/home";
import type { InvokerPort, ProviderTester, Redactor } from "@tinyagi/kernel";
import { type AgentAccess, accessFolder, apiFolder } from "./agent-access.js";
import type { AgentReach } from "./agent-reach.js";
import { containersFolder, egressFolder, resolveUpstream } from "./container-places.js";
import type { DaemonEnvironment } from "./environment.js";

export interface AgentInvoker extends InvokerPort {
  readonly providerTester: ProviderTester;
  /** The value of a secret of the settings. It never appears in events and logs. */
  readonly resolveSecret: (value: string) => Promise<string>;
  /** The model for chores writes them, where the settings name one. */
  readonly titles: Chores["titles"];
  /** Loads the libraries of agents on a model API, once. */
  readonly loadModels: () => Promise<void>;
}

export interface AgentInvokerOptions {
  environment: DaemonEnvironment;
  settings: () => Settings;
  paths: HomePaths;
  access: RunAccess & Partial<Pick<AgentAccess, "tools">>;
  reach: AgentReach;
  newId: NewId;
  startProcess: StartAgentProcess;
  /** The programs that stay open between runs. Default: none does. */
  live?: NonNullable<InvokerOptions["live"]> & Pick<AgentHost, "keepProcess">;
  redactor: Redactor;
  log: Log;
  versions: Pick<ProgramVersions, "of">;
}

export async function createAgentInvoker(options: AgentInvokerOptions): Promise<AgentInvoker> {
  // A killed daemon leaves files of its runs that nothing uses any more.
  await rm(options.paths.run, { recursive: true, force: true });
  await mkdir(options.paths.run, { mode: 0o700 });
  await Promise.all(closedFolders(options.paths).map(ensureFolder));
  const now = () => performance.now();
  const secrets = secretSources(options);
  const chores = createChores({ ...secrets, settings: options.settings, now, log: options.log });
  const api = createApiHarness({
    sessions: apiSessions(options.paths),
    sealed: { home: options.paths.home, readable: [] },
    startProcess: options.startProcess,
    ownTools: options.access.tools,
    choreModel: chores.model,
  });
  const common = {
    harnesses: new Map([api, ...createPrograms(options)].map((harness) => [harness.id, harness])),
    ...secrets,
    deniedPaths: secretPaths(options.paths),
    settings: options.settings,
  };
  const invoker = createInvoker({
    ...common,
    access: options.access,
    reach: options.reach,
    now,
    ...(options.live && { live: options.live }),
  });
  const providerTester = createProviderTester({
    // A provider test has no agent, so it gets no run token. It shows that a credential is refused, and tries no other.
    invoker: createInvoker(common),
    settings: options.settings,
    hostEnv: options.environment.variables,
    scratch: options.paths.run,
    newRunId: () => options.newId("run"),
    now,
  });
  return {
    invoke: invoker.invoke,
    resolve: invoker.resolve,
    providerTester,
    resolveSecret: secrets.resolveSecret,
    loadModels: api.load,
    titles: chores.titles,
  };
}

/** Keys of the settings. One that they only name is secret from then on. */
function secretSources({ environment: { variables }, redactor }: AgentInvokerOptions) {
  return {
    hostEnv: variables,
    resolveSecret: async (value: string) => {
      const secret = await resolveSecret(value, { env: variables });
      if (isSecretReference(value)) redactor.learn(secret);
      return secret;
    },
  };
}

/** The harnesses of agents that are programs. */
function createPrograms(options: AgentInvokerOptions): Harness[] {
  const sealed = {
    home: options.paths.home,
    readable: [],
  };
  const { startProcess, versions, log, live } = options;
  const places = createContainers({
    home: options.paths.home,
    stateFolder: containersFolder(options.paths),
    socketFolder: egressFolder(options.paths),
    hostEnv: options.environment.variables,
    via: resolveUpstream,
  });
  const program = { tempDir: options.paths.run, sealed, startProcess, versions, log, places };
  return [
    createClaudeHarness({
      tempDir: options.paths.run,
      sealed,
      startProcess,
      keepProcess: live?.keepProcess,
      places,
    }),
    createCodexHarness({ ...program, keepProcess: live?.keepProcess }),
    createOpencodeHarness(program),
    createAcpHarness({
      sealed,
      keepProcess: live?.keepProcess,
      apiIsOpen: () => options.settings().server.auth === "none",
    }),
    createDemoHarness({}),
  ];
}

/** Paths that agents must not read. What of `files` an agent may read differs from run to run. */
function secretPaths(paths: HomePaths): string[] {
  const database = [paths.database, `${paths.database}-wal`, `${paths.database}-shm`];
  return [
    ...[paths.auth, paths.settings, paths.settingsBackup, ...database, paths.logs, paths.backups],
    ...closedFolders(paths),
  ];
}

/** These folders must exist: a sandbox would create files in place of missing ones. */
function closedFolders(paths: HomePaths): string[] {
  return [accessFolder(paths), apiFolder(paths), egressFolder(paths), sessionsFolder(paths)];
}

/** Transcripts that TinyAGI keeps itself, because no CLI does. */
function sessionsFolder(paths: HomePaths): string {
  return join(paths.home, "sessions");
}

/** Transcripts of agents on API models. */
function apiSessions(paths: HomePaths): string {
  return join(sessionsFolder(paths), "api");
}
