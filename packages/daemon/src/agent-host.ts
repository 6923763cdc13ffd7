/**
 * The agent host of a daemon. It starts before the store is opened, because both take their time, and reports to the journal
 * once there is one. A crash is one line in the log and one event.
 */

import type { Clock, Log } from "@tinyagi/base";
import {
  type AgentHost,
  type ContainmentPlace,
  createAgentHost,
  createContainment,
  createReaper,
  findContainmentPlace,
  type HostEntry,
  type Reaper,
  sweepContainers,
} from "@tinyagi/harness";
import type { HomePaths } from "@tinyagi/home";
import type { Journal, Store } from "@tinyagi/kernel";
import { containersFolder } from "./container-places.js";

/**
 * Between SIGTERM and SIGKILL for processes that nobody watches any more. Short, because their messages wait until they
 * have ended.
 */
const ORPHAN_GRACE_MS = 1_000;

/** Begins the mark of a program that stays open between runs. */
const KEPT = "kept ";

/** What a daemon runs its agents with. */
export interface Agents extends AsyncDisposable {
  readonly host: AgentHost;
  readonly reaper: Reaper;
  /** How the processes of runs are kept together. */
  readonly place: Promise<ContainmentPlace>;
  /** Whether a mark belongs to the agent host of an earlier daemon of this home, or to a program that it kept. */
  readonly isStray: (mark: string) => boolean;
  /** A mark for a program that is kept. */
  readonly keptMark: () => string;
  /** Crashes are recorded from now on. */
  readonly recordIn: (parts: { store: Store; journal: Journal }) => void;
}

/** Starts the host. The home must be locked. */
export function startAgents(options: {
  paths: HomePaths;
  bootId: string;
  clock: Clock;
  log: Log;
  entry?: HostEntry | undefined;
  /** Of the daemon, in which container runtimes are looked for. */
  hostEnv: Readonly<Record<string, string | undefined>>;
}): Agents {
  const { bootId, clock, log } = options;
  const place = findContainmentPlace(options.paths.home);
  const reaper = containedReaper(place, {
    log,
    sweepContainers: () =>
      sweepContainers({
        home: options.paths.home,
        stateFolder: containersFolder(options.paths),
        hostEnv: options.hostEnv,
        log,
      }),
  });
  const suffix = ` of ${options.paths.home}`;
  const mark = `host ${bootId}${suffix}`;
  const isKept = (found: string) => found.startsWith(KEPT) && found.endsWith(suffix);
  let kept = 0;
  let parts: { store: Store; journal: Journal } | undefined;

  const record: (append: (journal: Journal) => void) => void = (append) => {
    if (parts === undefined) return;
    const { store, journal } = parts;
    store
      .write(() => append(journal))
      .catch((error: unknown) => {
        log.error({ err: error }, "an event of the agent host could not be recorded");
      });
  };
  const host = createAgentHost({
    bootId,
    mark,
    place,
    clock,
    log,
    ...(options.entry === undefined ? {} : { entry: options.entry }),
    // All agents were children of the dead host: none of this home may be left.
    reap: (targets) =>
      reaper.reap(targets, (found) => isKept(found) || parts?.store.runs.get(found) !== undefined),
    events: {
      crashed(facts) {
        log.error({ ...facts }, "the agent host stopped unexpectedly; its runs are repeated");
        record((journal) => journal.append("host.crashed", facts, {}));
      },
      paused({ reason, why, delayMs }) {
        log.error(
          { reason, delayMs },
          "the agent host stopped too often; no message is dispatched for a while",
        );
        record((journal) => journal.append("dispatch.paused", { reason, why, resumesInMs: delayMs }, {}));
      },
      resumed() {
        log.info({}, "an agent host runs again; messages are dispatched");
        record((journal) => journal.append("dispatch.resumed", {}, {}));
      },
    },
  });
  return {
    host,
    reaper,
    place,
    // Before this daemon has started any: those that are found are of an earlier one.
    isStray: (found) =>
      isKept(found) || (found.startsWith("host ") && found.endsWith(suffix) && found !== mark),
    keptMark() {
      kept += 1;
      return `${KEPT}${bootId} ${kept}${suffix}`;
    },
    recordIn(opened) {
      parts = opened;
    },
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      // When the last run has ended: nothing of this home remains.
      await createContainment(await place, log).sweep({ graceMs: 0 });
    },
  };
}

function containedReaper(
  place: Promise<ContainmentPlace>,
  { log, sweepContainers }: { log: Log; sweepContainers: () => Promise<number> },
): Reaper {
  return {
    reap: async (targets, isOurs) => {
      const containment = createContainment(await place, log);
      await createReaper({ graceMs: ORPHAN_GRACE_MS, log, containment, sweepContainers }).reap(
        targets,
        isOurs,
      );
    },
  };
}
