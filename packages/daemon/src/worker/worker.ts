/**
 * A worker: runs agents of a daemon on this machine, in a home of its own. It dials out to the engine and listens
 * nowhere. It says hello only when no process of an earlier one is left, and its agents end with it.
 */
import { randomUUID } from "node:crypto";
import { homedir } from "node:os";
import { createIds, createPort, createSystemClock } from "@tinyagi/base";
import { type HarnessContext, HarnessError, type InvokeResult, type Settings } from "@tinyagi/contracts";
import { createProgramVersions, type HostEntry } from "@tinyagi/harness";
import { createWorkspaces, type HomePaths, prepareHome } from "@tinyagi/home";
import { createRedactor } from "@tinyagi/kernel";
import type { PlacedRun, WorkerLink } from "@tinyagi/worker";
import { type Agents, startAgents } from "../agent-host.js";
import { createAgentReach } from "../agent-reach.js";
import { type Closing, createClosing } from "../closing.js";
import type { DaemonEnvironment } from "../environment.js";
import { EXIT } from "../exit-code.js";
import { lockHome } from "../home-lock.js";
import { type AgentInvoker, createAgentInvoker } from "../invoker.js";
import { type LogFile, openLogFile } from "../log-file.js";
import { readRunSettings } from "./run-settings.js";
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
  const agents = undo.use(
    startAgents({
      paths,
      bootId: newId("boot"),
      clock: createSystemClock(),
      log: logFile.log,
      entry: options.hostEntry,
      hostEnv: environment.variables,
    }),
  );
  await agents.host.ready;
  const state = openWorkerState(paths, Math.floor(Date.now() / 1_000));
  await endLeftProcesses(agents, state);
  const invoke = await openInvoker({ options, paths, agents, undo, redactor, log: logFile.log, newId });
  return connect({ options, undo, state, log: logFile.log, invoke });
}

async function endLeftProcesses({ reaper, isStray }: Agents, { leftRuns }: WorkerState): Promise<void> {
  const left = new Set(leftRuns);
  await reaper.reap(
    leftRuns.map((runId) => ({ runId })),
    (mark) => left.has(mark) || isStray(mark),
  );
}

interface InvokerParts {
  readonly options: WorkerOptions;
  readonly paths: HomePaths;
  readonly agents: Agents;
  readonly undo: Closing;
  readonly redactor: ReturnType<typeof createRedactor>;
  readonly log: LogFile["log"];
  readonly newId: ReturnType<typeof createIds>;
}

type Invoke = (run: PlacedRun, context: HarnessContext) => Promise<InvokeResult>;

/** The invoker of a daemon, with the settings that each run brings. */
async function openInvoker(parts: InvokerParts): Promise<Invoke> {
  const { options, paths, agents, undo, redactor, log, newId } = parts;
  const { environment } = options;
  let settings: Settings | undefined;
  const current = () => {
    if (settings === undefined) throw new Error("a worker has no settings before its first run");
    return settings;
  };
  const userHome = environment.variables.HOME || homedir();
  const workspaces = createWorkspaces({ settings: current, home: environment.home, userHome });
  const invoker: AgentInvoker = await createAgentInvoker({
    environment,
    settings: current,
    paths,
    access: { grant: async () => undefined },
    reach: createAgentReach({ settings: current, paths, workspaces }),
    newId,
    startProcess: agents.host.startProcess,
    redactor,
    log,
    versions: undo.use(createProgramVersions()),
  });
  return async ({ request, settings: sent }, context) => {
    const own = readRunSettings(sent);
    if (own === undefined)
      throw new HarnessError(
        "invalid",
        "The worker cannot read the settings of this run. Update TinyAGI on the worker.",
      );
    const cwd = await createWorkspaces({ settings: () => own, home: environment.home, userHome }).ensure(
      request.agentId,
    );
    context.signal.throwIfAborted();
    // The invoker reads them once, before it waits for anything.
    settings = own;
    try {
      return await invoker.invoke({ ...request, cwd, workspace: cwd }, context);
    } finally {
      agents.host.sweep(request.runId);
    }
  };
}

interface LinkParts {
  readonly options: WorkerOptions;
  readonly undo: Closing;
  readonly state: WorkerState;
  readonly log: LogFile["log"];
  readonly invoke: Invoke;
}

async function connect({ options, undo, state, log, invoke }: LinkParts): Promise<RunningWorker> {
  const { createWorkerLink, createWorkerRuns, openEngine, streamsOf } = await import("@tinyagi/worker");
  const { url, ca, name, homeId, key, slots } = options;
  const engine = undo.use(
    await openEngine({
      url,
      ...(ca === undefined ? {} : { ca }),
      onError: (err) => log.warn({ err }, "the engine cannot be reached; it is tried again"),
    }),
  );
  const live = new Set<string>();
  const saveRuns = () => state.saveRuns([...live]);
  let supersede = (_exitCode: number) => {};
  const ended = new Promise<number>((resolve) => {
    supersede = resolve;
  });
  const port = createPort<WorkerLink>("link");
  const runs = createWorkerRuns({
    link: () => port.part,
    async invoke(run, context) {
      const { runId } = run.request;
      live.add(runId);
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
    stored: state.stored,
    store: state.saveLink,
    now: () => performance.now(),
    start: runs.start,
    end: runs.end,
    superseded() {
      log.error({ worker: name }, "another worker has this name; this one ends");
      supersede(EXIT.locked);
    },
    onError: (err) => log.error({ err }, "the session with the daemon has ended"),
  });
  port.connect(link);
  undo.use(link);
  undo.defer(runs.close);
  link.clear();
  log.info({ worker: name, slots }, "this worker says hello");
  return { ended, isWelcomed: () => link.state().session !== null, stop: undo.close };
}
