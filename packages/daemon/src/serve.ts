/**
 * Serves an open home: binds the address, starts the dispatcher, writes the runtime file, and shuts all of it down
 * again. A step that fails during shutdown does not prevent the others.
 */
import { join } from "node:path";
import { forgetStartFailure } from "@tinyagi/base/start-failure";
import type { AppError } from "@tinyagi/contracts";
import type { RunTools } from "@tinyagi/server";
import { apiFolder } from "./agent-access.js";
import { servedBackups, servedDailyBackups } from "./backup.js";
import { type Channels, createChannels } from "./channels/channels.js";
import { startNotices } from "./channels/notices.js";
import { DEFAULT_PORT } from "./environment.js";
import { watchHome } from "./home-watch.js";
import { listen } from "./listen.js";
import { publishLog } from "./log-events.js";
import { createMaintenance } from "./maintenance.js";
import { ownStartTime, removeRuntimeFile, writeRuntimeFile } from "./runtime-file.js";
import type { Served } from "./served.js";
import { createServedApp } from "./served-app.js";
import type { ServingState } from "./serving-state.js";
import { createTimekeeping } from "./timekeeping.js";
import { VERSION } from "./version.js";
import { startWarmUp } from "./warm-up.js";

/** How long running agents may continue after a stop request. */
export const DRAIN_MS = 10_000;

export interface RunningDaemon {
  port: number;
  /** Resolves when a client requests a restart. */
  restartWanted: Promise<void>;
  /**
   * Resolves with the reason when files of the home were removed or replaced. The caller must then stop the daemon.
   */
  homeLost: Promise<AppError>;
  /**
   * Drains and closes everything, once. @param graceMs time for running agents. @throws AggregateError of what could
   * not be closed
   */
  stop(options: { signal: string; graceMs?: number }): Promise<void>;
  /** Ends the current drain immediately. */
  hurry(): void;
  /** Reloads settings.json and reopens the log. Never rejects. */
  reload(): Promise<void>;
  /** Logs an error that is about to end the process. */
  crashed(error: unknown, origin: string): void;
}

/** @throws AppError of `listen` */
export async function serve(served: Served): Promise<RunningDaemon> {
  const { environment, paths, settings, engine, undo, logFile, bootId } = served;
  let requestRestart = () => {};
  const restartWanted = new Promise<void>((resolve) => {
    requestRestart = resolve;
  });
  const homeLost = new Promise<AppError>((resolve) => {
    undo.use(watchHome(served, resolve));
  });
  const policy = settings.current().server;
  const host = environment.host ?? policy.host;
  const wantedPort = environment.port ?? policy.port ?? DEFAULT_PORT;
  const startedAt = served.clock.monotonic();
  const backups = servedBackups(served);
  const state: ServingState = {
    backups,
    dailyBackups: servedDailyBackups(served, backups),
    draining: false,
    bound: undefined,
    wantedPort,
    startedAt,
    requestRestart,
    timekeeping: createTimekeeping(served, () => state.draining),
    channels: openChannels(served, () => buildUrl(state)),
  };
  const { app, exposure } = createServedApp(served, state);
  undo.defer(() => state.bound?.close() ?? app.close());
  await exposure.sweep();
  state.bound = await listen(app, {
    host,
    port: wantedPort,
    auth: policy.auth,
    agentSocket: join(apiFolder(paths), "socket"),
  });
  const { port } = state.bound;
  undo.use(exposure);
  served.access.bound(state.bound, app.runTools);
  const startTime = await ownStartTime();
  undo.defer(() => removeRuntimeFile(paths.runtime));
  const facts = { pid: process.pid, startTime, host, port, bootId, version: VERSION };
  await writeRuntimeFile(paths.runtime, facts);
  forgetStartFailure(paths.home);
  // After that file: whoever waits for the daemon must not wait for the work of the queue, of which there may be much.
  undo.use(engine.dispatcher);
  for (const claim of served.adopted) engine.dispatcher.adopt(claim);
  engine.dispatcher.start(served.suspects);
  undo.use(engine.search);
  engine.search.start();
  undo.use(state.timekeeping);
  state.timekeeping.start();
  undo.use(served.engine.taskRemotes);
  served.engine.taskRemotes.start();
  undo.use(state.channels);
  state.channels.open();
  undo.defer(notifyOperator(served, state.channels));
  undo.use(createMaintenance(served)).start();
  undo.use(state.dailyBackups).start();
  undo.defer(publishLog({ logFile, journal: engine.journal, clock: served.clock }));
  undo.defer(warmUp(served, app.runTools));
  logFile.log.info({ bootId, port, version: VERSION }, "serving");
  return { port, restartWanted, homeLost, ...controls(served, state) };
}

/** @returns ends it */
function warmUp({ settings, invoker, clock, logFile }: Served, tools: RunTools): () => void {
  const load = async () => void (await Promise.all([invoker.loadModels(), tools.load()]));
  return startWarmUp({ settings, resolve: invoker.resolve, load, clock, log: logFile.log });
}

/** @returns ends it */
function notifyOperator(served: Served, channels: Channels): () => void {
  const { engine, settings, logFile } = served;
  return startNotices({
    ...served,
    ...engine,
    log: logFile.log,
    settings: () => settings.current(),
    isConnected: (channel) =>
      channels.list().some(({ id, state }) => id === channel && state === "connected"),
  });
}

function openChannels(served: Served, baseUrl: () => string): Channels {
  const { settings, tokens, store, engine, clock, logFile, redactor, paths, environment } = served;
  return createChannels({
    tokens,
    store,
    clock,
    redactor,
    paths,
    baseUrl,
    settings: () => settings.current(),
    journal: engine.journal,
    log: logFile.log,
    variables: environment.variables,
    entry: served.channelEntry,
  });
}

/** Where the API answers programs of this machine. */
function buildUrl({ bound, wantedPort }: ServingState): string {
  return `http://127.0.0.1:${bound?.port ?? wantedPort}`;
}

function controls(
  served: Served,
  state: ServingState,
): Pick<RunningDaemon, "stop" | "hurry" | "reload" | "crashed"> {
  const { engine, logFile, settings, store, bootId } = served;
  const { log } = logFile;
  let stopping: Promise<void> | undefined;
  async function drainAndClose(signal: string, graceMs: number): Promise<void> {
    state.draining = true;
    served.failpoints.hit("shutdown.started");
    log.info({ bootId, signal }, "stopping");
    try {
      await store.write(() => engine.journal.append("daemon.stopping", { bootId, signal }));
    } catch (error) {
      // A full disk must not prevent the daemon from stopping.
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
        log.error({ err: error }, "the settings could not be reloaded");
      }
    },
    crashed(error, origin) {
      logFile.fatal(error, origin);
      logFile.flush();
    },
  };
}
