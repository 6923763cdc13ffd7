/**
 * Starts the daemon: locks the home, opens every part in order, then serves. Shutdown closes the parts in reverse
 * order. A start that fails closes what it opened and throws an error that says what to do.
 */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import {
  type Clock,
  createIds,
  createPort,
  createSystemClock,
  type Failpoints,
  type NewId,
  NO_FAILPOINTS,
  type Port,
  parseFailpoints,
} from "@tinyagi/base";
import type { ChannelEntry } from "@tinyagi/channels/process";
import { AppError } from "@tinyagi/contracts";
import {
  backUpBeforeMigration,
  createCompany,
  createPromptBuilder,
  createTokenRegistry,
  openSettings,
  startTelemetry,
} from "@tinyagi/features";
import { createProgramVersions, describeContainment, type HostEntry } from "@tinyagi/harness";
import {
  type HomePaths,
  loadOrCreateToken,
  prepareHome,
  removeLeftovers,
  type Workspaces,
} from "@tinyagi/home";
import {
  createJournal,
  createPayloads,
  createRedactor,
  openStore,
  type Redactor,
  type Store,
} from "@tinyagi/kernel";
import { createAgentAccess } from "./agent-access.js";
import { type Agents, startAgents } from "./agent-host.js";
import { createAgentReach, createSentFiles } from "./agent-reach.js";
import { type AgentWorkspaces, openWorkspaces } from "./agent-workspaces.js";
import { platformsWithVariable } from "./channels/channel-part.js";
import { type Closing, createClosing } from "./closing.js";
import { watchCommits } from "./commit-watch.js";
import { createEngine, type EngineOptions } from "./engine.js";
import type { DaemonEnvironment } from "./environment.js";
import { ensureSettings } from "./first-run.js";
import { gitPlace } from "./git-place.js";
import { createRunPerception, openHearing } from "./hearing.js";
import { takeHome } from "./home-lock.js";
import { lastDaemonHung, watchForHang } from "./hung-mark.js";
import { importOnStart } from "./import.js";
import { type AgentInvoker, createAgentInvoker } from "./invoker.js";
import { keptPrograms, openPool } from "./kept-programs.js";
import { type LogFile, openLogFile } from "./log-file.js";
import { reachNetwork } from "./network.js";
import { createFileResolver } from "./outgoing.js";
import { openPlugins } from "./plugins.js";
import { createProviderCheck } from "./provider-check.js";
import { recover } from "./recovery.js";
import { learnSecrets } from "./redaction.js";
import { createRemoteToken } from "./remote-token.js";
import { type RunningDaemon, serve } from "./serve.js";
import type { Served } from "./served.js";
import { VERSION } from "./version.js";
import { openWorkers, placeOf, type Workers } from "./worker/workers.js";

export interface DaemonOptions {
  foreground: boolean;
  /** The program that runs agents. Default: the one of the harness package. */
  hostEntry?: HostEntry;
  /** The program of channels. Default: the one of the channels package. */
  channelEntry?: ChannelEntry;
}

/** @throws AppError with a code that `toExitCode` maps */
export async function startDaemon(
  environment: DaemonEnvironment,
  options: DaemonOptions,
): Promise<RunningDaemon> {
  const undo = createClosing();
  try {
    const failpoints = readFailpoints(environment.failpoints);
    const paths = await prepareHome(environment.home);
    const lock = await takeHome(paths);
    undo.defer(() => lock.release());
    const redactor = createRedactor();
    const logFile = openLogFile({
      redact: redactor.text,
      folder: paths.logs,
      level: environment.logLevel,
      echo: options.foreground,
    });
    undo.defer(() => logFile.flush());
    const clock = createSystemClock();
    const newId = createIds();
    const bootId = newId("boot");
    const { log } = logFile;
    const agents = undo.use(
      startAgents({ paths, bootId, clock, log, entry: options.hostEntry, hostEnv: environment.variables }),
    );
    const base: Base = {
      environment,
      paths,
      logFile,
      failpoints,
      undo,
      clock,
      newId,
      bootId,
      agents,
      redactor,
      channelEntry: options.channelEntry,
    };
    const parts = await openParts(base);
    const { settings } = parts;
    const reached = await reachNetwork(environment, settings.current(), redactor);
    return await serve(await open({ ...base, environment: reached }, parts));
  } catch (error) {
    await undoAfter(error, undo);
    throw error;
  }
}

/** Reports the original error. Errors while closing are often its consequence, so they become its cause. */
async function undoAfter(error: unknown, undo: Closing): Promise<void> {
  try {
    await undo.close();
  } catch (closing) {
    if (error instanceof Error && error.cause === undefined) error.cause = closing;
  }
}

function readFailpoints(specification: string): Failpoints {
  if (specification === "") return NO_FAILPOINTS;
  try {
    return parseFailpoints(specification, () => process.kill(process.pid, "SIGKILL"));
  } catch (error) {
    throw new AppError("INVALID_INPUT", "TINYAGI_FAILPOINTS names an unknown failpoint or action.", {
      cause: error,
    });
  }
}

interface Base {
  environment: DaemonEnvironment;
  paths: HomePaths;
  logFile: LogFile;
  failpoints: Failpoints;
  undo: Closing;
  clock: Clock;
  newId: NewId;
  bootId: string;
  agents: Agents;
  redactor: Redactor;
  channelEntry: ChannelEntry | undefined;
}

/** Opens the parts that the engine uses: token, store, journal, settings. */
async function openParts(base: Base) {
  const { environment, paths, logFile, failpoints, undo, clock, newId, redactor } = base;
  const { log } = logFile;
  const leftovers = await removeLeftovers(paths);
  if (leftovers > 0) log.warn({ leftovers }, "temporary files of an interrupted save were removed");
  await importOnStart({ environment, paths, clock, newId, failpoints, log });
  const token = await loadOrCreateToken(environment.home);
  const written = await ensureSettings({
    path: paths.settings,
    backup: paths.settingsBackup,
    workspace: environment.workspace,
    searchPath: environment.variables.PATH ?? "",
  });
  if (written) log.info({}, "first run: settings written");
  const saved = backUpBeforeMigration(paths, clock.now());
  if (saved !== null) log.info({ saved }, "the database was copied before its schema changes");
  const isNew = !existsSync(paths.database);
  const store = undo.use(openStore({ path: paths.database, clock, failpoints }));
  const journal = createJournal({ store, clock, log, redact: redactor.text });
  undo.use(await watchCommits({ store, journal, clock, log, paths }, isNew));
  const settings = undo.use(
    await openSettings({
      path: paths.settings,
      home: paths.home,
      userHome: homedir(),
      store,
      journal,
      clock,
      log,
      failpoints,
    }),
  );
  learnSecrets(redactor, {
    token,
    journal,
    variables: environment.variables,
    settings: () => settings.current(),
  });
  const tokens = createTokenRegistry({ store, journal, clock, newId });
  return { token, tokens, store, journal, settings };
}

/** Builds the engine and recovers what the previous daemon left behind. */
async function open(base: Base, opened: Awaited<ReturnType<typeof openParts>>): Promise<Served> {
  const { environment, undo, logFile, clock, newId, bootId, agents } = base;
  const parts = { ...opened, clock, newId, bootId };
  const { settings } = parts;
  const current = () => settings.current();
  const placed = createPort<Pick<Workers, "workspace" | "isFrozen">>("places");
  const {
    skills,
    workspaces,
    workspaceOf,
    local: localWorkspace,
  } = openWorkspaces({
    ...base,
    ...parts,
    elsewhere: elsewhereOf(current, placed),
  });
  const access = createAgentAccess({ ...parts, paths: base.paths, settings: current });
  // Opened before recovery, because recovery queues replies, which must pass the plugins too.
  const plugins = undo.use(await openPlugins({ ...parts, paths: base.paths, log: logFile.log }));
  const livePool = openPool({ undo, log: logFile.log, settings, journal: parts.journal });
  const invoker = await openInvoker(base, parts, { access, workspaces, livePool });
  const hearing = undo.use(openHearing({ ...base, settings: current, resolveSecret: invoker.resolveSecret }));
  const known = { ...parts, home: environment.home, settings: current, log: logFile.log };
  const company = undo.use(createCompany({ ...known, resolveSecret: invoker.resolveSecret }));
  const workers = await openWorkers({
    ...base,
    ...opened,
    log: logFile.log,
    local: invoker.invoke,
    openApi: access.openForRelay,
    sentFiles: createSentFiles({ ...parts, paths: base.paths }),
    localWorkspace,
    searchPath: environment.variables.PATH ?? "",
    closePrograms: (agentId) => void livePool.closeAgent(agentId),
    resolveSecret: invoker.resolveSecret,
  });
  placed.connect(workers);
  const perceive = createRunPerception({ ...parts, paths: base.paths, hearing });
  const dependencies = engineDependencies(base, {
    workspaceOf,
    workspaces,
    current,
    company,
    workers,
    invoker,
  });
  const engine = createEngine({ ...parts, ...dependencies, around: plugins, perceive });
  workers.onChange(engine.dispatcher.look);
  for (const part of [engine.circuits, engine.conversations, engine.spawner]) undo.use(part);
  undo.use(
    telemetryOf(base, {
      journal: engine.journal,
      settings: () => current().telemetry.otlp,
      resolveSecret: invoker.resolveSecret,
    }),
  );
  for (const part of [engine.approvals, engine.written, engine.budgets]) undo.use(part);
  const { suspects, adopted } = await recoverWork(base, parts.store, { engine, workers, current });
  return {
    ...base,
    ...parts,
    plugins: plugins.plugins,
    company,
    workers,
    engine,
    suspects,
    adopted,
    workspaceOf,
    workspaceRoot: workspaces.root,
    skills,
    access,
    livePool,
    invoker,
    providerTester: invoker.providerTester,
    containment: describeContainment(await agents.place),
  };
}

/** What starts agents on this machine. */
function openInvoker(
  { environment, paths, agents, redactor, logFile: { log }, undo, newId }: Base,
  opened: Awaited<ReturnType<typeof openParts>> & Pick<Base, "clock">,
  { access, workspaces, livePool }: Pick<Served, "access" | "livePool"> & Pick<AgentWorkspaces, "workspaces">,
): ReturnType<typeof createAgentInvoker> {
  const settings = () => opened.settings.current();
  return createAgentInvoker({
    environment,
    settings,
    paths,
    access,
    reach: createAgentReach({ ...opened, workspaces, paths, settings }),
    newId,
    startProcess: agents.host.startProcess,
    live: keptPrograms({ pool: livePool, access, agents, log }),
    redactor,
    log,
    versions: undo.use(createProgramVersions()),
  });
}

/** Continues what the previous daemon left behind. @returns messages that may have crashed it, and runs that go on */
async function recoverWork(
  { agents, bootId, clock, paths, undo }: Base,
  store: Store,
  { engine, workers, current }: Pick<Served, "engine"> & Pick<EngineParts, "workers" | "current">,
): Promise<Pick<Served, "suspects" | "adopted">> {
  agents.recordIn({ store, journal: engine.journal });
  await agents.host.ready;
  const { suspects, adopted } = await recover({
    store,
    engine,
    agents,
    bootId,
    now: () => clock.now(),
    version: VERSION,
    end: lastDaemonHung(paths.hung) ? "hang" : "crash",
    elsewhere: {
      left: workers.left,
      settled: workers.settled,
      agent: (id) => (Object.hasOwn(current().agents, id) ? current().agents[id] : undefined),
    },
  });
  undo.use(watchForHang(paths.hung));
  await engine.approvals.start();
  await engine.budgets.start();
  engine.spawner.resume();
  return { suspects, adopted };
}

function telemetryOf(
  { clock, logFile }: Base,
  options: Pick<Parameters<typeof startTelemetry>[0], "journal" | "settings" | "resolveSecret">,
): ReturnType<typeof startTelemetry> {
  return startTelemetry({ ...options, clock, log: logFile.log, version: VERSION });
}

/** The workspaces of agents that have a worker as their place. */
function elsewhereOf(
  current: EngineOptions["settings"],
  placed: Port<Pick<Workers, "workspace" | "isFrozen">>,
) {
  return {
    placeOf: (agentId: string) => placeOf(current(), agentId),
    remote: (place: string, agentId: string) => placed.part.workspace(place, agentId),
    isFrozen: (agentId: string) => placed.part.isFrozen(agentId),
  };
}

type FromParts = "store" | "journal" | "clock" | "newId" | "bootId" | "around" | "perceive";

function engineDependencies(
  { environment, agents, redactor, ...base }: Base,
  { workspaceOf, workspaces, current, company, workers, invoker }: EngineParts,
): Omit<EngineOptions, FromParts> {
  const { paths, logFile, failpoints } = base;
  const prompts = createPromptBuilder({ settings: current, log: logFile.log, company: company.index });
  return {
    log: logFile.log,
    failpoints,
    paths,
    random: Math.random,
    recall: company.beforeRun,
    titles: invoker.titles,
    workspaceOf,
    prepareAgent: (id) => prompts.prepare(id, workspaceOf(id)),
    resolveFile: createFileResolver({ paths, workspaceOf }),
    userHome: environment.variables.HOME || homedir(),
    git: gitPlace({ paths, environment }),
    folderOfAgent: workspaces.toPath,
    tokenOf: createRemoteToken({
      variables: environment.variables,
      resolveSecret: invoker.resolveSecret,
      addSecret: (secret) => redactor.learn(secret),
    }),
    isElsewhere: (agentId) => placeOf(current(), agentId) !== undefined,
    settings: current,
    ownBots: platformsWithVariable(environment.variables),
    payloads: createPayloads(redactor, () => current().traces),
    invoker: { invoke: workers.invoke, adopt: workers.adopt, resolve: invoker.resolve },
    placeWait: workers.placeWait,
    hasPlaces: workers.hasPlaces,
    sweep(runId) {
      agents.host.sweep(runId);
      workers.settled(runId);
    },
    isPaused: agents.host.isPaused,
    providerCheck: createProviderCheck({
      settings: current,
      variables: environment.variables,
      machineOf: workers.machineOf,
    }),
  };
}

interface EngineParts extends Pick<Served, "workspaceOf" | "company"> {
  readonly invoker: Pick<AgentInvoker, "resolve" | "resolveSecret" | "titles">;
  readonly workers: Workers;
  readonly workspaces: Pick<Workspaces, "toPath">;
  readonly current: EngineOptions["settings"];
}
