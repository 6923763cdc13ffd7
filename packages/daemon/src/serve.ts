/**
 * Serves an open home: binds the address, starts the dispatcher, says where the daemon is found, and stops all of
 * it again. Whatever fails on the way down, the rest is closed all the same.
 */
import { join } from "node:path";
import type { AppError } from "@tinyagi/contracts";
import { apiFolder } from "./agent-access.js";
import { DEFAULT_PORT } from "./environment.js";
import { watchHome } from "./home-watch.js";
import { listen } from "./listen.js";
import { createMaintenance } from "./maintenance.js";
import { ownStartTime, removeRuntimeFile, writeRuntimeFile } from "./runtime-file.js";
import type { Served } from "./served.js";
import { createServedApp } from "./served-app.js";
import type { Standing } from "./standing.js";
import { createTimekeeping } from "./timekeeping.js";
import { VERSION } from "./version.js";

/** How long running agents may finish after a stop was asked for. */
export const DRAIN_MS = 10_000;

export interface RunningDaemon {
  port: number;
  /** Resolves when a client asked for a restart. */
  restartWanted: Promise<void>;
  /** Resolves, with the reason, when files of the home were taken away: whoever runs the daemon must stop it. */
  homeLost: Promise<AppError>;
  /** Drains and closes everything, once. @param graceMs time for running agents. @throws AggregateError of what could not be closed */
  stop(options: { signal: string; graceMs?: number }): Promise<void>;
  /** Ends a drain that is under way at once. */
  hurry(): void;
  /** Reads settings.json again and opens the log anew. Never rejects. */
  reload(): Promise<void>;
  /** Records an error that is about to end the process. */
  crashed(error: unknown, origin: string): void;
}

/** @throws AppError of `listen` */
export async function serve(served: Served): Promise<RunningDaemon> {
  const { environment, paths, settings, engine, undo, logFile, bootId } = served;
  let askRestart = () => {};
  const restartWanted = new Promise<void>((resolve) => {
    askRestart = resolve;
  });
  const homeLost = new Promise<AppError>((resolve) => {
    undo.use(watchHome(served, resolve));
  });
  const policy = settings.current().server;
  const wantedPort = environment.port ?? policy.port ?? DEFAULT_PORT;
  const startedAt = served.clock.monotonic();
  const standing: Standing = {
    draining: false,
    bound: undefined,
    wantedPort,
    startedAt,
    askRestart,
    timekeeping: createTimekeeping(served, () => standing.draining),
  };
  const app = createServedApp(served, standing);
  undo.defer(() => standing.bound?.close() ?? app.close());
  standing.bound = await listen(app, {
    host: policy.host,
    port: wantedPort,
    auth: policy.auth,
    agentSocket: join(apiFolder(paths), "socket"),
  });
  const { port } = standing.bound;
  served.access.bound(standing.bound);
  undo.use(engine.dispatcher);
  engine.dispatcher.start(served.suspects);
  undo.use(engine.search);
  engine.search.start();
  undo.use(standing.timekeeping);
  standing.timekeeping.start();
  undo.use(createMaintenance(served)).start();
  const startTime = await ownStartTime();
  undo.defer(() => removeRuntimeFile(paths.runtime));
  await writeRuntimeFile(paths.runtime, { pid: process.pid, startTime, port, bootId, version: VERSION });
  logFile.log.info({ bootId, port, version: VERSION }, "serving");
  return { port, restartWanted, homeLost, ...controls(served, standing) };
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
