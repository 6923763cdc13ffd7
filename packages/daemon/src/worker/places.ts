/**
 * Where agents run: on this machine, or on a worker. An agent has one place, and its runs go nowhere else, also while
 * that place is away.
 */
import { randomUUID } from "node:crypto";
import { createPort, type Log } from "@tinyagi/base";
import { HarnessError, type PlaceWait, type Settings, type WorkspacePort } from "@tinyagi/contracts";
import type { PlaceWaitOf } from "@tinyagi/features";
import type { HomePaths } from "@tinyagi/home";
import type { InvokerPort, PlacedRunRow } from "@tinyagi/kernel";
import type { Engine, Refusal, RemotePlace, RunApi, WorkerHub } from "@tinyagi/worker";
import type { Closing } from "../closing.js";
import type { EngineOutage } from "./engine-outage.js";
import { hubFile } from "./hub-file.js";
import type { WorkerRecords } from "./run-records.js";
import { agentOfRun, placedAgent, settingsOfRun } from "./run-settings.js";
import { bringSentFiles, type FilesToBring } from "./sent-files.js";

const BEAT_MS = 1_000;
/** Of this process, for workers: another one knows no call of their agents. */
const DAEMON = randomUUID();
/** How long a worker that is removed may take to end its runs. */
const ENDING_MS = 5_000;
/** Whether a worker has a place at all: a run that waits for its own lane is rare, and waits in its invocation. */
const NO_LANE = "";

export interface PlacedWorker {
  readonly key: Buffer;
  /** Of its slots at most so many are used. */
  readonly slots: number;
}

/** The workers of a home, and which agents they have. */
export interface WorkerPlaces {
  readonly url: string;
  readonly ca?: string;
  readonly homeId: string;
  readonly workers: ReadonlyMap<string, PlacedWorker>;
  /** The worker of an agent; undefined for this machine. */
  readonly placeOf: (agentId: string) => string | undefined;
}

export interface Places {
  invoke: InvokerPort["invoke"];
  /** Goes on with a run that an earlier daemon placed. */
  adopt: NonNullable<InvokerPort["adopt"]>;
  /** What followed from the end of a run is stored, or it is repeated. */
  settled(runId: string): void;
  /** An agent's workspace on its worker; undefined while that cannot be reached. */
  workspace(place: string, agentId: string): WorkspacePort | undefined;
  /** Why no run of this agent could start now. */
  placeWait: PlaceWaitOf;
  /** Calls when that may have changed. */
  onChange(listener: () => void): void;
  /** Begins to listen to a worker that has joined. */
  add(name: string, worker: PlacedWorker): Promise<void>;
  /** Ends the runs of a worker, and listens no more. A worker that does not end them soon is not waited for. */
  remove(name: string): Promise<void>;
  hubOf(name: string): WorkerHub | undefined;
  readonly engine: Engine;
}

export interface PlacesOptions {
  readonly workers: WorkerPlaces;
  readonly local: InvokerPort["invoke"];
  /** Runs that an earlier daemon placed and that may go on. Default: none. */
  readonly left?: readonly PlacedRunRow[];
  /** Default: nothing outlives this process. */
  readonly records?: WorkerRecords;
  readonly settings: () => Settings;
  /** Access to the API for a run that begins on a worker. */
  readonly openApi: (run: { runId: string; agentId: string }) => RunApi | undefined;
  /** What a run may open of the files that people sent. */
  readonly sentFiles: FilesToBring["sentFiles"];
  readonly paths: Pick<HomePaths, "auth" | "filesIn">;
  readonly log: Log;
  readonly outage: EngineOutage;
  readonly undo: Closing;
}

interface Worker {
  readonly hub: WorkerHub;
  readonly remote: RemotePlace;
  /** Called when runs may have ended, or the worker is silent. */
  readonly watching: Set<() => void>;
}

export async function openPlaces(options: PlacesOptions): Promise<Places> {
  const { workers, local, outage, undo } = options;
  const { openEngine, streamsOf } = await import("@tinyagi/worker");
  const engine = undo.use(
    await openEngine({
      url: workers.url,
      ...(workers.ca === undefined ? {} : { ca: workers.ca }),
      ...outage,
    }),
  );
  let changed = () => {};
  const opened = new Map<string, Worker>();
  const add = async (name: string, worker: PlacedWorker, left: readonly PlacedRunRow[] = []) =>
    void opened.set(
      name,
      await openWorker(options, { engine, name, worker, left, onChange: () => changed() }),
    );
  for (const [name, worker] of workers.workers)
    await add(
      name,
      worker,
      options.left?.filter(({ place }) => place === name),
    );
  return {
    async invoke(request, context) {
      const place = workers.placeOf(request.agentId);
      if (place === undefined) return local(request, context);
      const worker = opened.get(place);
      if (worker === undefined) throw notJoined(place);
      const workspace = () => worker.remote.workspaceOf(request.agentId);
      const { sentFiles, paths } = options;
      const brought = await bringSentFiles({ filesIn: paths.filesIn, sentFiles, workspace }, request);
      return worker.remote.invoke({ ...request, ...brought, agent: agentOfRun(request.agent) }, context);
    },
    async adopt({ runId, agentId }, context) {
      const row = options.left?.find((one) => one.run_id === runId);
      const worker = row === undefined ? undefined : opened.get(row.place);
      if (row === undefined || worker === undefined)
        throw new HarnessError("interrupted", "The worker of this run is gone.");
      return worker.remote.adopt({ runId, agentId, key: row.key }, context);
    },
    settled(runId) {
      for (const { remote } of opened.values()) remote.settled(runId);
    },
    workspace: (place, agentId) => opened.get(place)?.remote.workspaceOf(agentId),
    placeWait(agentId) {
      const place = workers.placeOf(agentId);
      if (place === undefined) return undefined;
      const worker = opened.get(place);
      return toPlaceWait(place, worker === undefined ? "offline" : worker.hub.whyNotPlaced(NO_LANE));
    },
    onChange(listener) {
      changed = listener;
    },
    // One that joins now has nothing of an earlier daemon, also when it has the name of one that had.
    add: (name, worker) => add(name, worker),
    async remove(name) {
      const worker = opened.get(name);
      if (worker === undefined) return;
      opened.delete(name);
      await endRuns(worker);
      worker.remote.close();
      await worker.hub[Symbol.asyncDispose]();
      // Without the engine they stay. A new worker of this name cannot open them, and then they are removed.
      await engine.remove(Object.values(streamsOf(workers.homeId, name))).catch(() => {});
    },
    hubOf: (name) => opened.get(name)?.hub,
    engine,
  };
}

/** It never runs here instead: its workspace and its login are there. */
function notJoined(place: string): HarnessError {
  return new HarnessError(
    "transient",
    `The agent works on ${place}, and no machine has joined with this name.`,
  );
}

/** What waits for its own lane only, waits in its invocation. */
function toPlaceWait(place: string, refusal: Refusal | null): PlaceWait | undefined {
  if (refusal === null || refusal === "lane_busy") return undefined;
  return { place, because: refusal === "offline" ? "away" : refusal };
}

interface OpenedWorker {
  readonly engine: Engine;
  readonly name: string;
  readonly worker: PlacedWorker;
  /** Its runs of an earlier daemon. */
  readonly left: readonly PlacedRunRow[];
  readonly onChange: () => void;
}

async function openWorker(
  { workers, settings, openApi, paths, log, undo, records }: PlacesOptions,
  { engine, name, worker, left, onChange }: OpenedWorker,
): Promise<Worker> {
  const { createRemotePlace, createWorkerHub, streamsOf } = await import("@tinyagi/worker");
  const port = createPort<WorkerHub>("hub");
  const remote = createRemotePlace({
    hub: () => port.part,
    left: left.map((row) => row.key),
    ...(records && { records: records.of(name) }),
    openApi,
    agentFor: (agentId) => JSON.parse(JSON.stringify(placedAgent(settings(), agentId))),
    settingsFor: ({ agentId, agent }) =>
      JSON.parse(JSON.stringify(settingsOfRun(settings(), agentId, agent))),
  });
  const watching = new Set<() => void>();
  const file = hubFile(paths, name);
  const hub = undo.use(
    createWorkerHub({
      engine,
      streams: streamsOf(workers.homeId, name),
      key: worker.key,
      limits: { leaseMs: settings().execution.leaseMinutes * 60_000, beatMs: BEAT_MS, slots: worker.slots },
      stored: file.read(Math.floor(Date.now() / 1_000)),
      store: file.write,
      now: () => performance.now(),
      placed: left,
      daemon: DAEMON,
      ...(records && {
        async whenStored() {
          await remote.taken();
          await records.whenStored();
        },
      }),
      onEffect: remote.take,
      onChange() {
        remote.changed();
        for (const look of watching) look();
        onChange();
      },
      onError: (err) => log.error({ err, worker: name }, "the session of the worker has ended"),
    }),
  );
  port.connect(hub);
  return { hub, remote, watching };
}

/** Resolves when no run is left there, or nobody there says so in time. */
async function endRuns({ hub, watching }: Worker): Promise<void> {
  const isOver = () => hub.isSilent() || hub.state().runs.size === 0;
  for (const key of hub.state().runs.keys()) hub.abort(key, "The worker was removed.");
  if (isOver()) return;
  await new Promise<void>((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    function finish(): void {
      clearTimeout(timer);
      watching.delete(look);
      resolve();
    }
    function look(): void {
      if (isOver()) finish();
    }
    timer = setTimeout(finish, ENDING_MS);
    watching.add(look);
  });
}
