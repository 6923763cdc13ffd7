/**
 * Serves an open home: binds the address, starts the dispatcher, says where the daemon is found, and stops all of
 * it again. Whatever fails on the way down, the rest is closed all the same.
 */
import { AppError } from "@tinyagi/contracts";
import {
  type Clock,
  type Failpoints,
  type HomePaths,
  type NewId,
  resolveOutgoingFile,
  type SettingsService,
  type Store,
  type Workspaces,
} from "@tinyagi/core";
import { createApp, createHandlers, type DaemonPort } from "@tinyagi/server";
import type { Closing } from "./closing.js";
import type { Engine } from "./engine.js";
import { type DaemonEnvironment, DEFAULT_PORT } from "./environment.js";
import { type Bound, listen } from "./listen.js";
import type { LogFile } from "./log-file.js";
import { ownStartTime, removeRuntimeFile, writeRuntimeFile } from "./runtime-file.js";
import { settingsPort } from "./settings-port.js";
import { VERSION } from "./version.js";

/** How long running agents may finish after a stop was asked for. */
export const DRAIN_MS = 10_000;

export interface RunningDaemon {
  port: number;
  /** Resolves when a client asked for a restart. */
  restartWanted: Promise<void>;
  /** Drains and closes everything, once. @param graceMs time for running agents. @throws AggregateError of what could not be closed */
  stop(options: { signal: string; graceMs?: number }): Promise<void>;
  /** Ends a drain that is under way at once. */
  hurry(): void;
  /** Reads settings.json again and opens the log anew. Never rejects. */
  reload(): Promise<void>;
  /** Records an error that is about to end the process. */
  crashed(error: unknown, origin: string): void;
}

export interface Served {
  environment: DaemonEnvironment;
  paths: HomePaths;
  clock: Clock;
  newId: NewId;
  failpoints: Failpoints;
  logFile: LogFile;
  settings: SettingsService;
  store: Store;
  bootId: string;
  engine: Engine;
  token: string;
  workspaces: Workspaces;
  undo: Closing;
}

/** What changes while the daemon serves. */
interface Standing {
  draining: boolean;
  bound: Bound | undefined;
  wantedPort: number;
  startedAt: number;
  askRestart: () => void;
}

/** @throws AppError of `listen` */
export async function serve(served: Served): Promise<RunningDaemon> {
  const { environment, paths, settings, engine, undo, logFile, bootId } = served;
  let askRestart = () => {};
  const restartWanted = new Promise<void>((resolve) => {
    askRestart = resolve;
  });
  const policy = settings.current().server;
  const wantedPort = environment.port ?? policy.port ?? DEFAULT_PORT;
  const startedAt = served.clock.monotonic();
  const standing: Standing = { draining: false, bound: undefined, wantedPort, startedAt, askRestart };
  const app = createServedApp(served, standing);
  undo.defer(() => standing.bound?.close() ?? app.close());
  standing.bound = await listen(app, { host: policy.host, port: wantedPort, auth: policy.auth });
  const { port } = standing.bound;
  undo.use(engine.dispatcher);
  engine.dispatcher.start();
  const startTime = await ownStartTime();
  undo.defer(() => removeRuntimeFile(paths.runtime));
  await writeRuntimeFile(paths.runtime, { pid: process.pid, startTime, port, bootId, version: VERSION });
  logFile.log.info({ bootId, port, version: VERSION }, "serving");
  return { port, restartWanted, ...controls(served, standing) };
}

function createServedApp(served: Served, standing: Standing): ReturnType<typeof createApp> {
  const { settings, engine, token, logFile } = served;
  const server = () => settings.current().server;
  return createApp({
    handlers: createServedHandlers(served, standing),
    feed: engine.journal,
    auth: {
      // Settings may change while an address beyond loopback is bound: they must not open it to everybody.
      mode: () => (standing.bound?.loopback === true ? server().auth : "token"),
      token,
    },
    policy: () => ({
      port: standing.bound?.port ?? standing.wantedPort,
      allowedHosts: server().allowedHosts,
      allowedOrigins: server().allowedOrigins,
    }),
    log: logFile.log,
  });
}

function createServedHandlers(served: Served, standing: Standing): ReturnType<typeof createHandlers> {
  const { paths, settings, engine, workspaces, store, clock, newId } = served;
  const { journal, queue, outbox, conversations, dispatcher } = engine;
  return createHandlers({
    ...{ store, clock, newId, journal, queue, outbox, conversations, dispatcher },
    settings: settingsPort(settings),
    ensureWorkspace: async (agentId) => void (await workspaces.ensure(agentId)),
    resolveFile: async (agentId, requested) =>
      resolveOutgoingFile({
        requested,
        workspace: agentId === null ? paths.filesOut : await workspaces.pathOf(agentId),
        filesOut: paths.filesOut,
      }),
    daemon: daemonPort(served, standing),
  });
}

function daemonPort({ bootId, environment, clock, logFile }: Served, standing: Standing): DaemonPort {
  return {
    bootId,
    version: VERSION,
    home: environment.home,
    port: () => standing.bound?.port ?? standing.wantedPort,
    uptime: () => (clock.monotonic() - standing.startedAt) / 1_000,
    tailLog: (lines) => logFile.tail(lines),
    restart: standing.askRestart,
    assertAccepting() {
      if (standing.draining)
        throw new AppError(
          "SHUTTING_DOWN",
          "The daemon is stopping; send the message again when it is back.",
        );
    },
  };
}

function controls(
  served: Served,
  standing: Standing,
): Pick<RunningDaemon, "stop" | "hurry" | "reload" | "crashed"> {
  const { engine, logFile, settings, store, bootId } = served;
  const { log } = logFile;
  let stopping: Promise<void> | undefined;
  async function drainAndClose(signal: string, graceMs: number): Promise<void> {
    standing.draining = true;
    served.failpoints.hit("shutdown.started");
    log.info({ bootId, signal }, "stopping");
    try {
      await store.write(() => engine.journal.append("daemon.stopping", { bootId, signal }));
    } catch (error) {
      // A disk that is full must not keep the daemon from stopping.
      log.error({ err: error }, "the stop could not be recorded");
    }
    await engine.dispatcher.stop(graceMs);
    await served.undo.close();
  }
  return {
    stop({ signal, graceMs = DRAIN_MS }) {
      stopping ??= drainAndClose(signal, graceMs);
      return stopping;
    },
    hurry: () => engine.dispatcher.hurry(),
    async reload() {
      logFile.reopen();
      try {
        await settings.reload();
      } catch (error) {
        log.error({ err: error }, "the settings could not be read again");
      }
    },
    crashed(error, origin) {
      logFile.fatal(error, origin);
      logFile.flush();
    },
  };
}
