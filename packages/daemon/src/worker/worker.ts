/**
 * A worker: runs agents of a daemon on this machine, in a home of its own. It dials out to the engine and listens
 * nowhere. It says hello only when no process of an earlier one is left, and its agents end with it.
 */
import { randomUUID } from "node:crypto";
import { homedir } from "node:os";
import { createIds, createPort, createSystemClock, type Port } from "@tinyagi/base";
import { AppError, type WorkspaceOf, type WorkspacePort } from "@tinyagi/contracts";
import { createProgramVersions, type HostEntry } from "@tinyagi/harness";
import { prepareHome } from "@tinyagi/home";
import { createRedactor } from "@tinyagi/kernel";
import type { CallRelay, WorkerLink } from "@tinyagi/worker";
import { type Agents, startAgents } from "../agent-host.js";
import { openLocalWorkspaces } from "../agent-workspaces.js";
import { type Closing, createClosing } from "../closing.js";
import type { DaemonEnvironment } from "../environment.js";
import { EXIT } from "../exit-code.js";
import { gitPlace } from "../git-place.js";
import { lockHome } from "../home-lock.js";
import { type LogFile, openLogFile } from "../log-file.js";
import { VERSION } from "../version.js";
import { createEngineOutage } from "./engine-outage.js";
import { watchKeptFolders } from "./kept-folders.js";
import { createKnownAgents, type KnownAgents } from "./known-agents.js";
import { openRelayServer } from "./relay-server.js";
import { watchMachine } from "./watch-machine.js";
import { type Invoke, openWorkerInvoker } from "./worker-invoker.js";
import { openWorkerState, type WorkerState } from "./worker-state.js";

export interface WorkerOptions {
  readonly environment: DaemonEnvironment;
  /** Where the engine is, and as whom. */
  readonly url: string;
  readonly ca?: string;
  /** Id of the daemon's home. */
  readonly homeId: string;
  readonly name: string;
  readonly key: Buffer;
  readonly slots: number;
  /** Whether the log goes to stdout, too. */
  readonly foreground: boolean;
  /** The program that runs agents. Default: the one of the harness package. */
  readonly hostEntry?: HostEntry | undefined;
}

export interface RunningWorker {
  /** Resolves when it must end by itself: a newer worker has its name. */
  readonly ended: Promise<number>;
  /** Whether it has a session with the daemon. */
  readonly isWelcomed: () => boolean;
  /** Ends its agents, and then itself. */
  stop(): Promise<void>;
}

/** @throws AppError `HOME_LOCKED` when another worker or a daemon runs in its home */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const undo = createClosing();
  try {
    return await start(options, undo);
  } catch (error) {
    await undo.close();
    throw error;
  }
}

async function start(options: WorkerOptions, undo: Closing): Promise<RunningWorker> {
  const { environment } = options;
  const paths = await prepareHome(environment.home);
  const lock = lockHome(paths.lock);
  undo.defer(() => lock.release());
  const redactor = createRedactor();
  const logFile = openLogFile({
    redact: redactor.text,
    folder: paths.logs,
    level: environment.logLevel,
    echo: options.foreground,
  });
  undo.defer(() => logFile.flush());
  const newId = createIds();
  const clock = createSystemClock();
  const agents = undo.use(
    startAgents({
      paths,
      bootId: newId("boot"),
      clock,
      log: logFile.log,
      entry: options.hostEntry,
      hostEnv: environment.variables,
    }),
  );
  const state = openWorkerState(paths, Math.floor(Date.now() / 1_000));
  const { createCallRelay } = await import("@tinyagi/worker");
  // Lost runs wait for the next hello, and that waits for both.
  await Promise.all([agents.host.ready, endLeftProcesses(agents, state)]);
  const port = createPort<WorkerLink>("link");
  const relay = createCallRelay(() => port.part);
  const known = createKnownAgents();
  const { workspaces, local } = openLocalWorkspaces({
    settings: known.settings,
    userHome: environment.variables.HOME || homedir(),
    paths,
    git: gitPlace({ paths, environment }),
    log: logFile.log,
  });
  undo.use(watchKeptFolders(workspaces.root, { clock, log: logFile.log }));
  const versions = undo.use(createProgramVersions());
  const machine = { variables: environment.variables, home: paths.home, versions, clock, log: logFile.log };
  const parts = {
    environment,
    paths,
    agents,
    redactor,
    log: logFile.log,
    newId,
    known,
    workspaces,
    versions,
  };
  const address = await openRelayServer({ relay, paths, undo });
  const invoke = await openWorkerInvoker({ ...parts, relay, address });
  return connect({ options, undo, state, log: logFile.log, invoke, port, relay, known, local, machine });
}

/** A run that the daemon does not know any more may still be ending: what it writes must not be missed by a move. */
function whileBusy(workspace: WorkspacePort): WorkspacePort {
  const busy = () =>
    Promise.reject(new AppError("UNAVAILABLE", "A run of this agent has not ended on that machine."));
  return { ...workspace, packTree: busy, digestTree: busy, commitTree: busy, retireTree: busy };
}

async function endLeftProcesses({ reaper, isStray }: Agents, { leftRuns }: WorkerState): Promise<void> {
  const left = new Set(leftRuns);
  await reaper.reap(
    leftRuns.map((runId) => ({ runId })),
    (mark) => left.has(mark) || isStray(mark),
  );
}

interface LinkParts {
  readonly options: WorkerOptions;
  readonly undo: Closing;
  readonly state: WorkerState;
  readonly log: LogFile["log"];
  readonly invoke: Invoke;
  /** Connected to the link here. */
  readonly port: Port<WorkerLink>;
  readonly relay: CallRelay;
  readonly known: KnownAgents;
  readonly local: WorkspaceOf;
  /** How this machine is looked at. */
  readonly machine: Parameters<typeof watchMachine>[1];
}

async function connect(parts: LinkParts): Promise<RunningWorker> {
  const { options, undo, state, log, invoke, port, relay, known, local, machine } = parts;
  const { createWorkerLink, createWorkerOps, createWorkerRuns, openEngine, streamsOf } = await import(
    "@tinyagi/worker"
  );
  const { url, ca, name, homeId, key, slots } = options;
  const engine = undo.use(
    await openEngine({
      url,
      ...(ca === undefined ? {} : { ca }),
      ...createEngineOutage(log),
    }),
  );
  /** Runs, and the agent of each. */
  const live = new Map<string, string>();
  const saveRuns = () => state.saveRuns([...live.keys()]);
  const isBusy = (agentId: string) => [...live.values()].includes(agentId);
  let supersede = (_exitCode: number) => {};
  const ended = new Promise<number>((resolve) => {
    supersede = resolve;
  });
  const ops = createWorkerOps({
    link: () => port.part,
    workspaceOf({ id, config }) {
      known.learn(id, config);
      return isBusy(id) ? whileBusy(local(id)) : local(id);
    },
  });
  const runs = createWorkerRuns({
    link: () => port.part,
    async invoke(run, context) {
      const { runId, agentId } = run.request;
      live.set(runId, agentId);
      saveRuns();
      try {
        return await invoke(run, context);
      } finally {
        live.delete(runId);
        saveRuns();
      }
    },
  });
  const link = createWorkerLink({
    engine,
    streams: streamsOf(homeId, name),
    key,
    slots,
    instance: randomUUID(),
    release: VERSION,
    stored: state.stored,
    store: state.saveLink,
    now: () => performance.now(),
    start: runs.start,
    end: runs.end,
    onAnswer: relay.take,
    onCallsLost: relay.lose,
    onOp: ops.take,
    superseded() {
      log.error({ worker: name }, "another worker has this name; this one ends");
      supersede(EXIT.locked);
    },
    onError: (err) => log.error({ err }, "the session with the daemon has ended"),
  });
  port.connect(link);
  undo.use(link);
  undo.defer(ops.close);
  undo.defer(runs.close);
  undo.use(watchMachine(link, machine));
  link.clear();
  log.info({ worker: name, slots }, "this worker says hello");
  return { ended, isWelcomed: () => link.state().session !== null, stop: undo.close };
}
