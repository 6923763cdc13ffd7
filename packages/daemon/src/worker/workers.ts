/**
 * The workers of a home, whether it has some or not. Without `execution.engine` nothing of them is loaded, and every agent
 * runs here. An agent with a place never runs here instead.
 */
import type { Clock, Log } from "@tinyagi/base";
import {
  AppError,
  HarnessError,
  HERE,
  type MachineFacts,
  type Settings,
  type WorkspaceOf,
  type WorkspacePort,
} from "@tinyagi/contracts";
import type { PlaceWaitOf } from "@tinyagi/features";
import type { SettingsAuthor, SettingsService } from "@tinyagi/home";
import type { InvokerPort, Journal, PlacedRunRow, Store } from "@tinyagi/kernel";
import type { MovesPort, WorkersPort } from "@tinyagi/server";
import type { RunApi } from "@tinyagi/worker";
import type { Closing } from "../closing.js";
import { type OpenMoves, openMoves } from "../move/open-moves.js";
import type { PlacesOptions } from "./places.js";
import type { WorkerRecords } from "./run-records.js";
import type { WorkerEngine } from "./worker-engine.js";
import { engineProblem, engineView, workerView } from "./worker-views.js";

/** Of a worker whose settings do not say. */
const SLOTS = 8;

export interface WorkersOptions {
  readonly settings: SettingsService;
  readonly store: Store;
  readonly journal: Journal;
  readonly local: InvokerPort["invoke"];
  /** Access to the API for a run that begins on a worker. */
  readonly openApi: (run: { runId: string; agentId: string }) => RunApi | undefined;
  readonly resolveSecret: (value: string) => Promise<string>;
  readonly sentFiles: PlacesOptions["sentFiles"];
  /** Of agents on this machine. */
  readonly localWorkspace: WorkspaceOf;
  /** Closes what an agent keeps open on this machine between its runs. */
  readonly closePrograms: (agentId: string) => void;
  readonly paths: PlacesOptions["paths"];
  readonly searchPath: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly undo: Closing;
}

export interface Workers extends WorkersPort {
  invoke: InvokerPort["invoke"];
  /** Goes on with a run that an earlier daemon placed. */
  adopt: NonNullable<InvokerPort["adopt"]>;
  /** Runs that an earlier daemon placed, and whose worker may have them. */
  left(): readonly PlacedRunRow[];
  /** A run has ended here, or is repeated. */
  settled(runId: string): void;
  /** An agent's workspace on its worker; undefined while that cannot be reached. */
  workspace(place: string, agentId: string): WorkspacePort | undefined;
  readonly moves: MovesPort;
  /** What a worker said last of its machine; undefined while that is not known. */
  machineOf(place: string): MachineFacts | undefined;
  /** Whether its workspace must not change now. */
  isFrozen(agentId: string): boolean;
  /** Why no run of this agent could start now. */
  placeWait: PlaceWaitOf;
  /** Whether any agent has a worker as its place or is moved. Costs nothing while none is. */
  hasPlaces(): boolean;
  /** Calls when that may have changed. */
  onChange(listener: () => void): void;
}

/** What is known of the engine: undefined while none is set or it cannot be used, and then why. */
interface State {
  engine?: WorkerEngine;
  problem?: string;
  changed: () => void;
  left: readonly PlacedRunRow[];
  records?: WorkerRecords;
}

/** The worker that an agent works on; undefined for this machine. */
export function placeOf({ agents }: Settings, agentId: string): string | undefined {
  return ownOf(agents, agentId)?.place;
}

export async function openWorkers(options: WorkersOptions): Promise<Workers> {
  const { settings, log, undo } = options;
  const state: State = { changed: () => {}, left: [] };
  const current = () => settings.current();
  const present = watchPresence(options);
  const hasPlaces = createHasPlaces(current);
  const live = countLive();
  const moves = movesOf(options, { state, live, onChange: () => state.changed() });

  async function follow(): Promise<void> {
    if (state.engine !== undefined) await state.engine.follow();
    else if (current().execution.engine !== undefined) await open(options, state);
    // Also while the engine cannot be used: an agent that is half moved must not start.
    await moves.load(current().execution.engine !== undefined);
    state.engine?.places.onChange(noteChange);
    noteChange();
  }

  function noteChange(): void {
    present(state.engine);
    moves.look();
    state.changed();
  }

  await follow();
  let turn: Promise<void> = Promise.resolve();
  const unwatch = settings.onChange(() => {
    moves.follow();
    turn = turn.then(follow).catch((err: unknown) => log.error({ err }, "the workers could not be changed"));
  });
  undo.defer(async () => {
    unwatch();
    await turn;
  });
  function invoke(
    ...[request, context]: Parameters<InvokerPort["invoke"]>
  ): ReturnType<InvokerPort["invoke"]> {
    const { agentId } = request;
    // It was prepared for a folder that is being copied.
    if (moves.isFrozen(agentId))
      return Promise.reject(new HarnessError("interrupted", "The agent is being moved to another machine."));
    const place = placeOf(current(), agentId);
    if (place === undefined) return options.local(request, context);
    if (state.engine !== undefined) return state.engine.places.invoke(request, context);
    return Promise.reject(
      new HarnessError("transient", `The worker ${place} cannot be reached: no engine is open.`),
    );
  }

  return {
    invoke: (request, context) => live.during(request.agentId, moves.look, () => invoke(request, context)),
    adopt: (run, context) => live.during(run.agentId, moves.look, () => adopt(state, run, context)),
    left: () => state.left,
    settled: (runId) => settled(options.store, state, runId),
    moves,
    isFrozen: moves.isFrozen,
    workspace: (place, agentId) => state.engine?.places.workspace(place, agentId),
    machineOf: (place) => state.engine?.places.hubOf(place)?.state().session?.machine?.facts,
    placeWait(agentId) {
      const goal = moves.heldFor(agentId);
      if (goal !== undefined) return { place: goal, because: "moving" };
      const place = placeOf(current(), agentId);
      if (place === undefined) return undefined;
      return state.engine === undefined ? { place, because: "away" } : state.engine.places.placeWait(agentId);
    },
    hasPlaces: () => hasPlaces() || moves.isAny(),
    onChange(listener) {
      state.changed = listener;
    },
    ...portOf(options, state),
  };
}

async function adopt(
  { engine }: State,
  ...run: Parameters<Workers["adopt"]>
): Promise<Awaited<ReturnType<Workers["adopt"]>>> {
  if (engine !== undefined) return engine.places.adopt(...run);
  throw new HarnessError("interrupted", "The engine of the workers is not open.");
}

/** A result that could not be stored comes again after a restart. */
function settled(store: Store, { engine, records }: State, runId: string): void {
  if (engine === undefined || store.runs.get(runId)?.finished_at === null) return;
  engine.places.settled(runId);
  records?.remove(runId);
}

/** Looks at the agents once for each change of the settings. */
function createHasPlaces(current: () => Settings): () => boolean {
  let last: { readonly agents: Settings["agents"]; readonly has: boolean } | undefined;
  return () => {
    const { agents } = current();
    if (last?.agents !== agents)
      last = { agents, has: Object.values(agents).some(({ place }) => place !== undefined) };
    return last.has;
  };
}

/** Runs of each agent that are under way, here or elsewhere. */
function countLive() {
  const counts = new Map<string, number>();
  return {
    has: (agentId: string) => counts.has(agentId),
    async during<T>(agentId: string, onEnd: () => void, run: () => Promise<T>): Promise<T> {
      counts.set(agentId, (counts.get(agentId) ?? 0) + 1);
      try {
        return await run();
      } finally {
        const left = (counts.get(agentId) ?? 1) - 1;
        if (left > 0) counts.set(agentId, left);
        else counts.delete(agentId);
        onEnd();
      }
    },
  };
}

interface MoveParts {
  readonly state: State;
  readonly live: ReturnType<typeof countLive>;
  readonly onChange: () => void;
}

function movesOf(options: WorkersOptions, { state, live, onChange }: MoveParts): OpenMoves {
  const { store, clock, localWorkspace, closePrograms } = options;
  return openMoves({
    ...options,
    onChange,
    release: closePrograms,
    portOf: (place, agentId) =>
      place === HERE ? localWorkspace(agentId) : state.engine?.places.workspace(place, agentId),
    // A message that is claimed is being prepared, before and after its run.
    isBusy: (agentId) =>
      live.has(agentId) ||
      store.messages
        .openByAgent(clock.now())
        .some(({ agent, processing }) => agent === agentId && processing > 0),
    giveUp(worker) {
      const hub = state.engine?.places.hubOf(worker);
      return hub === undefined || hub.state().runs.size === 0 || hub.giveUp();
    },
  });
}

/** A home whose engine cannot be used starts all the same: its other agents work. */
async function open({ settings, journal, store, ...options }: WorkersOptions, state: State): Promise<void> {
  const { engine } = settings.current().execution;
  if (engine === undefined) return;
  const { openWorkerEngine } = await import("./worker-engine.js");
  const { createWorkerRecords } = await import("./run-records.js");
  const records = createWorkerRecords(store, options.log);
  const left = store.placedRuns.live();
  try {
    state.engine = await openWorkerEngine({
      ...options,
      left,
      records,
      engine,
      placeOf: (agentId) => placeOf(settings.current(), agentId),
      settings: () => settings.current(),
      onJoined: (worker, release) =>
        record({ journal, store, log: options.log }, "worker.joined", { worker, release }),
    });
    const { hubOf } = state.engine.places;
    state.records = records;
    state.left = left.filter(({ place }) => hubOf(place) !== undefined);
    delete state.problem;
  } catch (err) {
    state.problem = engineProblem(err);
    options.log.error({ err }, "the engine of the workers cannot be used");
  }
}

type Recording = Pick<WorkersOptions, "journal" | "store" | "log">;

/** A change that has happened is not undone because it could not be recorded. */
function record({ journal, store, log }: Recording, ...event: Parameters<Journal["append"]>): void {
  store
    .write(() => journal.append(...event))
    .catch((err: unknown) => log.error({ err }, "a change of a worker was not recorded"));
}

/** Records when a worker comes and goes. */
function watchPresence(options: WorkersOptions): (engine: WorkerEngine | undefined) => void {
  const present = new Map<string, number>();
  return (engine) => {
    if (engine === undefined) return;
    for (const worker of Object.keys(options.settings.current().execution.workers)) {
      const hub = engine.places.hubOf(worker);
      const isHere = hub !== undefined && !hub.isSilent();
      const runs = hub?.state().runs.size ?? 0;
      if (isHere && !present.has(worker)) record(options, "worker.came", { worker });
      if (!isHere && present.has(worker)) record(options, "worker.went", { worker, runs });
      if (isHere) present.set(worker, runs);
      else present.delete(worker);
    }
  };
}

function portOf(options: WorkersOptions, state: State): WorkersPort {
  const { settings, store, journal } = options;
  const workers = () => settings.current().execution.workers;
  const view = (name: string) => workerView(name, settings.current(), state.engine);
  return {
    async list() {
      return {
        engine: await engineView(settings.current().execution.engine, state),
        workers: Object.keys(workers()).map(view),
      };
    },
    async invite({ name, slots }, author, by) {
      const engine = needEngine(state, settings.current());
      if (engine.files.credential(name) !== undefined)
        throw new AppError(
          "CONFLICT",
          `A machine has joined as ${name} already. Remove it first, or choose another name.`,
        );
      const known = ownOf(workers(), name);
      const given = slots ?? known?.slots ?? SLOTS;
      // First at the engine: an invitation that fails leaves nothing in the settings.
      const invited = await reached(() => engine.invitations.create(name, given));
      try {
        await updateWorker(settings, author, name, (worker) => ({ drain: false, ...worker, slots: given }));
      } catch (error) {
        await engine.invitations.end(name);
        throw error;
      }
      await store.write(() =>
        journal.append("worker.invited", { worker: name, until: invited.expiresAt, by }),
      );
      return { name, ...invited };
    },
    async drain(name, draining, author) {
      found(workers(), name);
      await updateWorker(settings, author, name, (known) => ({ slots: SLOTS, ...known, drain: draining }));
      await state.engine?.follow();
      return view(name);
    },
    async remove(name, author, by) {
      found(workers(), name);
      const { agents } = view(name);
      if (agents.length > 0)
        throw new AppError(
          "CONFLICT",
          `Agents work on ${name}: ${agents.join(", ")}. Give them another place first: tinyagi agent place <agent> here`,
        );
      await settings.update(author, (draft) => {
        const { [name]: _removed, ...others } = draft.execution.workers;
        return { ...draft, execution: { ...draft.execution, workers: others } };
      });
      await state.engine?.remove(name);
      await store.write(() => journal.append("worker.removed", { worker: name, by }));
    },
  };
}

type WorkerSettings = Settings["execution"]["workers"][string];

async function updateWorker(
  settings: SettingsService,
  author: SettingsAuthor,
  name: string,
  change: (known: WorkerSettings | undefined) => WorkerSettings,
): Promise<void> {
  await settings.update(author, (draft) => {
    const { execution } = draft;
    const workers = { ...execution.workers, [name]: change(ownOf(execution.workers, name)) };
    return { ...draft, execution: { ...execution, workers } };
  });
}

function needEngine({ engine, problem }: State, { execution }: Settings): WorkerEngine {
  if (engine !== undefined) return engine;
  if (execution.engine === undefined)
    throw new AppError(
      "CONFLICT",
      "No engine is set. Workers need a Redis or Valkey server. Let TinyAGI run one: tinyagi config set execution.engine.own true. Or name yours: tinyagi config set execution.engine.url redis://127.0.0.1:6379",
    );
  throw new AppError("UNAVAILABLE", `The engine cannot be used: ${problem ?? "it is not open yet"}`);
}

async function reached<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw new AppError(
      "UNAVAILABLE",
      `The engine cannot be reached, or does not let TinyAGI create users: ${engineProblem(cause)}. See: tinyagi doctor`,
      { cause },
    );
  }
}

function found(workers: Settings["execution"]["workers"], name: string): void {
  if (ownOf(workers, name) === undefined) throw new AppError("NOT_FOUND", "No worker has this name.");
}

function ownOf<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
