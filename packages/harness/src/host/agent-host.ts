/**
 * The agent host as the daemon knows it: always one process that starts, watches and ends agents, replaced when it dies.
 * Runs of a dead host are lost, never failed: their processes are ended first, then their callers are told. Starts wait
 * for the next host, unless the hosts die so often that dispatch pauses.
 */
import { availableParallelism } from "node:os";
import type { Clock } from "@tinyagi/base";
import { RUN_MARK } from "@tinyagi/base/process-table";
import { type AgentHostStatus, AppError, type HostWhy } from "@tinyagi/contracts";
import { whyPhrase } from "@tinyagi/views";
import type { ContainmentPlace } from "../containment/containment-place.js";
import { createAgentProcesses } from "../process/agent-process.js";
import type { Child, ChildEnding, Pause, StartChild, StopReason } from "../process/child-contract.js";
import type { KeepProcess } from "../process/kept-contract.js";
import { createKeptProcesses } from "../process/kept-process.js";
import type { StartAgentProcess } from "../process/process-contract.js";
import type { ReaperLog, ReapTarget } from "../process/reaper.js";
import { paceStarts, startSlots } from "../process/start-pace.js";
import { type HostEntry, hostEntry } from "./entry.js";
import { type HostLink, openHostLink } from "./host-link.js";
import { decideRestart, recentDeaths } from "./restart-policy.js";

/** Grace for what still runs when the daemon closes its host. The dispatcher has ended all runs of messages by then. */
const CLOSE_GRACE_MS = 500;

/** Why it is gone: the fact, and its English. */
interface Lost {
  readonly reason: string;
  readonly why: HostWhy;
}

/** What happens to a host. Each death is reported once. */
export interface HostEvents {
  readonly crashed: (facts: Lost & { pid: number; runs: number; recent: number }) => void;
  readonly paused: (facts: Lost & { delayMs: number }) => void;
  readonly resumed: () => void;
}

/** Settings of {@link createAgentHost}. */
export interface AgentHostOptions {
  readonly bootId: string;
  /** Run mark of the host's own process, by which the next daemon finds one that hangs. */
  readonly mark: string;
  /** How the processes of runs are kept together. */
  readonly place: Promise<ContainmentPlace>;
  readonly clock: Clock;
  readonly log: ReaperLog;
  readonly events: HostEvents;
  /** Ends the processes of a dead host. Resolves when they are gone. */
  readonly reap: (targets: readonly ReapTarget[]) => Promise<void>;
  /** Default: the host of this package. */
  readonly entry?: HostEntry;
}

/** The agent host. */
export interface AgentHost extends AsyncDisposable {
  /** Resolves when the first host is ready. @throws AppError `UNAVAILABLE` when it cannot be used */
  readonly ready: Promise<void>;
  readonly startProcess: StartAgentProcess;
  /** Prepares a program that stays open between runs. */
  readonly keepProcess: KeepProcess;
  /** Requests a scan for what a finished run left behind, if it started anything. */
  readonly sweep: (runId: string) => void;
  readonly status: () => AgentHostStatus;
  /** Whether it died too often, so that nothing should be started for a while. */
  readonly isPaused: () => boolean;
}

interface Waiting {
  readonly begin: (link: HostLink) => void;
  readonly lose: () => void;
}

interface Host {
  readonly options: AgentHostOptions;
  /** Starts that wait for a host. */
  readonly waiting: Set<Waiting>;
  link: HostLink | undefined;
  version: string | null;
  state: AgentHostStatus["state"];
  lost: Lost | null;
  deaths: number[];
  restarts: number;
  everReady: boolean;
  closed: boolean;
  cancelRestart: () => void;
  settleReady: (problem: AppError | undefined) => void;
}

/** Starts the first host at once. */
export function createAgentHost(options: AgentHostOptions): AgentHost {
  let settleReady: Host["settleReady"] = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    settleReady = (problem) => (problem === undefined ? resolve() : reject(problem));
  });
  // A daemon that fails for another reason meanwhile does not wait for it.
  ready.catch(() => {});
  const host: Host = {
    options,
    waiting: new Set(),
    link: undefined,
    version: null,
    state: "starting",
    lost: null,
    deaths: [],
    restarts: 0,
    everReady: false,
    closed: false,
    cancelRestart: () => {},
    settleReady,
  };
  launch(host);
  const startChild = paceStarts(startThrough(host), { slots: startSlots(availableParallelism()) });
  /** Marks of runs that started something: what most runs on a model API never do. */
  const started = new Set<string>();
  return {
    ready,
    startProcess: createAgentProcesses((spec, childOptions) => {
      started.add(spec.env[RUN_MARK] ?? "");
      return startChild(spec, childOptions);
    }),
    keepProcess: createKeptProcesses(startChild),
    // Without a host there is nothing to sweep: what the dead one left was ended.
    sweep: (runId) => {
      if (started.delete(runId) && host.state === "running") host.link?.sweep(runId);
    },
    isPaused: () => host.state === "paused",
    status: () => ({
      state: host.state,
      pid: host.state === "running" ? (host.link?.pid ?? null) : null,
      version: host.version,
      live: host.link?.live().length ?? 0,
      restarts: host.restarts,
      problem: host.lost?.reason ?? null,
      why: host.lost?.why ?? null,
    }),
    async [Symbol.asyncDispose]() {
      host.closed = true;
      host.cancelRestart();
      loseWaiting(host);
      await host.link?.close(CLOSE_GRACE_MS);
      host.link?.abandon();
    },
  };
}

function launch(host: Host): void {
  const { bootId, mark, place, log, entry = hostEntry() } = host.options;
  const link = openHostLink({
    entry,
    bootId,
    mark,
    place,
    log: (message, details) => log.warn(details, message),
  });
  host.link = link;
  void link.ready.then((version) => begin(host, link, version));
  void link.lost.then((why) => (host.closed ? undefined : bury(host, link, { why, reason: whyPhrase(why) })));
}

function begin(host: Host, link: HostLink, version: string): void {
  const wasPaused = host.state === "paused";
  host.version = version;
  host.state = "running";
  host.everReady = true;
  host.settleReady(undefined);
  if (wasPaused) host.options.events.resumed();
  const waiting = [...host.waiting];
  host.waiting.clear();
  for (const start of waiting) start.begin(link);
}

/** Ends what the dead host left, settles its runs, and decides about the next one. */
async function bury(host: Host, link: HostLink, lost: Lost): Promise<void> {
  const { clock, events, reap, log } = host.options;
  if (!host.everReady) {
    host.settleReady(notStarted(lost));
    return;
  }
  const targets = link.live();
  const now = clock.monotonic();
  host.deaths = recentDeaths([...host.deaths, now], now);
  host.lost = lost;
  if (host.state === "running") host.state = "starting";
  events.crashed({
    pid: link.pid ?? 0,
    ...lost,
    runs: targets.length,
    recent: host.deaths.length,
  });
  try {
    await reap(targets);
  } catch (error) {
    log.warn({ error: String(error) }, "could not end the processes of a dead agent host");
  }
  link.abandon();
  if (host.closed) return;
  const { kind, delayMs } = decideRestart(host.deaths);
  if (kind === "pause" && host.state !== "paused") {
    host.state = "paused";
    events.paused({ ...lost, delayMs });
    loseWaiting(host);
  }
  host.restarts += 1;
  const timer = clock.setTimer(delayMs, () => launch(host));
  host.cancelRestart = () => timer.cancel();
}

function notStarted({ reason, why }: Lost): AppError {
  return why.code === "host.other_release"
    ? new AppError("UNAVAILABLE", `${reason}. Install TinyAGI again, so that both are of one release.`)
    : new AppError("UNAVAILABLE", `The agent host could not be started: ${reason}.`);
}

function loseWaiting(host: Host): void {
  const waiting = [...host.waiting];
  host.waiting.clear();
  for (const start of waiting) start.lose();
}

/** Starts a process in the current host, or in the next one if there is none now. */
function startThrough(host: Host): StartChild {
  return (spec, options) => {
    if (host.state === "running" && host.link !== undefined) return host.link.startChild(spec, options);
    let settle: (ending: ChildEnding) => void = () => {};
    let child: Child | undefined;
    const ended = new Promise<ChildEnding>((resolve) => {
      settle = resolve;
    });
    const start: Waiting = {
      begin(link) {
        child = link.startChild(spec, options);
        void child.ended.then(settle);
      },
      lose: () => settle({ kind: "lost" }),
    };
    if (host.closed || host.state === "paused") start.lose();
    else host.waiting.add(start);
    const stop = (reason: StopReason) => {
      if (host.waiting.delete(start)) settle({ kind: "exited", code: null, signal: null, cause: reason });
      else child?.stop(reason);
    };
    // Before it has started it cannot call a tool.
    const setWaiting = (pause: Pause) => child?.setWaiting(pause);
    return {
      stop,
      setWaiting,
      ended,
      write: (text) => child?.write(text),
      begin: (limits) => child?.begin(limits),
      rest: async () => child?.rest(),
    };
  };
}
