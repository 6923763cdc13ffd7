/**
 * The daemon: takes the home, opens everything in order, serves, and gives everything back in reverse order. A
 * failure on the way up undoes what was done and throws an error that says what to do.
 */
import { AppError } from "@tinyagi/contracts";
import {
  type Clock,
  createIds,
  createPromptBuilder,
  createReaper,
  createSettingsService,
  createSystemClock,
  createWorkspaces,
  type Failpoints,
  type HomePaths,
  loadOrCreateToken,
  NO_FAILPOINTS,
  openStore,
  parseFailpoints,
  prepareHome,
  processStartTime,
  resolveOutgoingFile,
  type SettingsService,
  type Store,
} from "@tinyagi/core";
import { createApp, createHandlers } from "@tinyagi/server";
import { type Closing, createClosing } from "./closing.js";
import { createEngine, type Engine } from "./engine.js";
import { type DaemonEnvironment, DEFAULT_PORT } from "./environment.js";
import { ensureSettings } from "./first-run.js";
import { lockHome } from "./home-lock.js";
import { createAgentInvoker } from "./invoker.js";
import { listen } from "./listen.js";
import { type LogFile, openLogFile } from "./log-file.js";
import { recover } from "./recovery.js";
import { removeRuntimeFile, writeRuntimeFile } from "./runtime-file.js";
import { settingsPort } from "./settings-port.js";
import { VERSION } from "./version.js";

/** How long running agents may finish after a stop was asked for. */
export const DRAIN_MS = 10_000;
/** Between SIGTERM and SIGKILL for what a dead daemon left: its work must be claimed again within seconds. */
const ORPHAN_GRACE_MS = 1_000;

export interface RunningDaemon {
  port: number;
  /** Resolves with `restart` when a client asked for one. */
  restartWanted: Promise<void>;
  /** Drains and closes everything. @param graceMs time for running agents */
  stop(options: { signal: string; graceMs?: number }): Promise<void>;
  /** Ends a drain that is under way at once. */
  hurry(): void;
  /** Reads settings.json again. */
  reload(): Promise<void>;
}

interface Parts {
  environment: DaemonEnvironment;
  paths: HomePaths;
  clock: Clock;
  failpoints: Failpoints;
  logFile: LogFile;
  settings: SettingsService;
  store: Store;
  bootId: string;
}

/** @throws AppError with a code that `exitCodeOf` maps */
export async function startDaemon(
  environment: DaemonEnvironment,
  options: { foreground: boolean },
): Promise<RunningDaemon> {
  const undo = createClosing();
  try {
    const paths = await prepareHome(environment.home);
    const lock = lockHome(paths.lock);
    undo.defer(() => lock.release());
    const logFile = openLogFile({
      folder: paths.logs,
      level: environment.logLevel,
      echo: options.foreground,
    });
    undo.defer(() => logFile.flush());
    return await open({ environment, paths, logFile }, undo);
  } catch (error) {
    await undo.close();
    throw error;
  }
}

async function open(
  base: Pick<Parts, "environment" | "paths" | "logFile">,
  undo: Closing,
): Promise<RunningDaemon> {
  const { environment, paths, logFile } = base;
  const { log } = logFile;
  const clock = createSystemClock();
  const newId = createIds();
  const bootId = newId("boot");
  const failpoints =
    environment.failpoints === ""
      ? NO_FAILPOINTS
      : parseFailpoints(environment.failpoints, () => process.kill(process.pid, "SIGKILL"));
  const token = await loadOrCreateToken(environment.home);
  if (
    await ensureSettings({
      path: paths.settings,
      workspace: environment.workspace,
      searchPath: environment.variables.PATH ?? "",
    })
  )
    log.info({}, "first run: settings written");
  const store = undo.use(openStore({ path: paths.database, clock, failpoints }));
  let engine: Engine | undefined;
  const settings = undo.use(
    await createSettingsService({
      path: paths.settings,
      log,
      clock,
      failpoints,
      onRevision: (change) =>
        store.write(() => {
          const content = JSON.stringify(change.settings);
          const revision = store.history.addRevision({
            author: change.author,
            paths: JSON.stringify(change.paths),
            content,
            created_at: clock.now(),
          });
          engine?.journal.append("settings.changed", {
            author: change.author,
            revision,
            paths: change.paths,
          });
        }),
      onRejected: (problem) =>
        void store
          .write(() => engine?.journal.append("settings.rejected", { reason: problem }))
          .catch((error: unknown) =>
            log.error({ err: error }, "a rejected settings file could not be recorded"),
          ),
    }),
  );
  const parts: Parts = { environment, paths, clock, failpoints, logFile, settings, store, bootId };
  const reaper = undo.use(createReaper({ graceMs: ORPHAN_GRACE_MS, log }));
  const workspaces = createWorkspaces({ settings: () => settings.current(), home: environment.home });
  const prompts = createPromptBuilder({
    settings: () => settings.current(),
    workspaceOf: (id) => workspaces.pathOf(id),
    roots: () => [workspaces.root()],
    log,
  });
  engine = createEngine({
    store,
    clock,
    newId,
    bootId,
    log,
    failpoints,
    paths,
    settings: () => settings.current(),
    invoker: await createAgentInvoker({ environment, settings: () => settings.current(), paths }),
    reaper,
    ensureWorkspace: (id) => workspaces.ensure(id),
    systemPrompt: (id) => prompts.build(id),
    resolveFile: async (agentId, requested) =>
      resolveOutgoingFile({
        requested,
        workspace: await workspaces.pathOf(agentId),
        filesOut: paths.filesOut,
      }),
    random: Math.random,
  });
  undo.use(engine.conversations);
  await recover({ store, engine, reaper, bootId, now: () => clock.now(), version: VERSION });
  return serve(parts, { engine, token, workspaces, newId, undo });
}

type Serving = {
  engine: Engine;
  token: string;
  workspaces: ReturnType<typeof createWorkspaces>;
  newId: ReturnType<typeof createIds>;
  undo: Closing;
};

async function serve(parts: Parts, serving: Serving): Promise<RunningDaemon> {
  const { environment, paths, clock, settings, store, bootId, logFile } = parts;
  const { engine, token, workspaces, undo } = serving;
  const startedAt = clock.monotonic();
  const policy = settings.current().server;
  const wantedPort = environment.port ?? policy.port ?? DEFAULT_PORT;
  let port = wantedPort;
  let draining = false;
  let askRestart = () => {};
  const restartWanted = new Promise<void>((resolve) => {
    askRestart = resolve;
  });
  const handlers = createHandlers({
    store,
    journal: engine.journal,
    queue: engine.queue,
    outbox: engine.outbox,
    conversations: engine.conversations,
    dispatcher: engine.dispatcher,
    settings: settingsPort(settings),
    clock,
    newId: serving.newId,
    ensureWorkspace: async (agentId) => void (await workspaces.ensure(agentId)),
    resolveFile: async (agentId, requested) =>
      resolveOutgoingFile({
        requested,
        workspace: agentId === null ? paths.filesOut : await workspaces.pathOf(agentId),
        filesOut: paths.filesOut,
      }),
    daemon: {
      bootId,
      version: VERSION,
      home: environment.home,
      port: () => port,
      uptime: () => (clock.monotonic() - startedAt) / 1_000,
      tailLog: (lines) => logFile.tail(lines),
      restart: askRestart,
      assertAccepting() {
        if (draining)
          throw new AppError(
            "SHUTTING_DOWN",
            "The daemon is stopping; send the message again when it is back.",
          );
      },
    },
  });
  const app = createApp({
    handlers,
    feed: engine.journal,
    auth: { mode: () => settings.current().server.auth, token },
    policy: () => ({
      port,
      allowedHosts: settings.current().server.allowedHosts,
      allowedOrigins: settings.current().server.allowedOrigins,
    }),
    log: logFile.log,
  });
  undo.defer(() => app.close());
  port = await listen(app, { host: policy.host, port: wantedPort, auth: policy.auth });
  engine.dispatcher.start();
  await writeRuntimeFile(paths.runtime, {
    pid: process.pid,
    startTime: (await processStartTime(process.pid)) ?? null,
    port,
    bootId,
    version: VERSION,
  });
  undo.defer(() => removeRuntimeFile(paths.runtime));
  logFile.log.info({ bootId, port, version: VERSION }, "serving");
  return {
    port,
    restartWanted,
    reload: () => settings.reload(),
    hurry: () => engine.dispatcher.hurry(),
    async stop({ signal, graceMs = DRAIN_MS }) {
      draining = true;
      parts.failpoints.hit("shutdown.started");
      logFile.log.info({ bootId, signal }, "stopping");
      await store.write(() => engine.journal.append("daemon.stopping", { bootId, signal }));
      await engine.dispatcher.stop(graceMs);
      await undo.close();
    },
  };
}
