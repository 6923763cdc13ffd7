/**
 * The workers of a home over its engine, while one is set: who is invited, who has joined, and what each may do at the
 * engine. The engine forgets its users when it starts again, so they are set whenever it is reached.
 */
import { type Clock, createPort, type Log } from "@tinyagi/base";
import type { EngineSettings, MachineView, Settings } from "@tinyagi/contracts";
import type { InvokerPort } from "@tinyagi/kernel";
import {
  type EngineAdmin,
  type EngineUser,
  openEngineAdmin,
  type RunApi,
  userPrefix,
  workerUser,
} from "@tinyagi/worker";
import type { Closing } from "../closing.js";
import { type EngineAddress, engineAddress } from "./engine-address.js";
import { createEngineOutage, type EngineOutage } from "./engine-outage.js";
import { hubFile } from "./hub-file.js";
import { createInvitations, type Invitations } from "./invitations.js";
import { machineView } from "./machine-view.js";
import { openPlaces, type Places, type PlacesOptions } from "./places.js";
import { type WorkerFiles, workerFiles } from "./worker-files.js";

export interface WorkerEngineOptions {
  readonly engine: EngineSettings;
  readonly resolveSecret: (value: string) => Promise<string>;
  readonly settings: () => Settings;
  readonly placeOf: (agentId: string) => string | undefined;
  readonly local: InvokerPort["invoke"];
  readonly left: NonNullable<PlacesOptions["left"]>;
  readonly records: NonNullable<PlacesOptions["records"]>;
  readonly openApi: (run: { runId: string; agentId: string }) => RunApi | undefined;
  readonly sentFiles: PlacesOptions["sentFiles"];
  readonly paths: PlacesOptions["paths"];
  /** A PATH: where the server of an own engine is looked for. */
  readonly searchPath: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly undo: Closing;
  readonly onJoined: (name: string, release: string) => void;
}

export interface WorkerEngine {
  /** The settings that it was opened with. */
  readonly settings: EngineSettings;
  /** Where it is, for people. */
  readonly url: string;
  readonly places: Places;
  readonly files: WorkerFiles;
  readonly invitations: Invitations;
  readonly admin: EngineAdmin;
  /** What the machine of a worker has and its agents need; null while it is away or does not say it. */
  machine(name: string): MachineView | null;
  /** Brings what the settings say into force: drains and slots, and workers that are gone. */
  follow(): Promise<void>;
  /** Takes everything of a worker away. @returns whether the engine was reached, and does not know it any more */
  remove(name: string): Promise<boolean>;
}

/** @throws AppError when the password or the certificate of the engine cannot be had */
export async function openWorkerEngine(given: WorkerEngineOptions): Promise<WorkerEngine> {
  const address = await addressOf(given);
  const options = { ...given, address, outage: createEngineOutage(given.log) };
  const { settings, undo } = options;
  const files = workerFiles(options.paths);
  const homeId = files.homeId();
  const workers = joined(files, settings());
  const places = await openPlaces({ ...options, workers: { ...address, ...options, homeId, workers } });
  const invited = createPort<Invitations>("invitations");
  const users = createUsers({ homeId, files, settings, invited: () => invited.part.users() });
  const admin = await openAdmin(options, users.set);
  const setUsers = () => users.set(admin);
  const invitations = createInvitations({
    ...options,
    homeId,
    files,
    engine: places.engine,
    setUsers,
    async admit(name, { key, digest, release }) {
      files.saveCredential(name, { key, digest, release, joinedAt: options.clock.now() });
      hubFile(options.paths, name).forgetHello();
      await setUsers();
      await places.add(name, placedWorker(key, settings(), name));
      applySettings(places, settings());
      options.onJoined(name, release);
    },
  });
  invited.connect(invitations);
  undo.defer(invitations.close);
  for (const name of Object.keys(settings().execution.workers)) invitations.resume(name);
  const remove = createRemove({ places, files, invitations, setUsers, log: options.log });
  async function follow(): Promise<void> {
    applySettings(places, settings());
    for (const name of files.names())
      if (!Object.hasOwn(settings().execution.workers, name)) await remove(name);
  }
  await follow();
  return {
    settings: given.engine,
    url: given.engine.url ?? address.workerUrl,
    places,
    files,
    invitations,
    admin,
    machine(name) {
      const hub = places.hubOf(name);
      const heard = hub?.state().session?.machine ?? null;
      if (heard === null || hub?.isSilent() !== false) return null;
      const [now, wallNow] = [performance.now(), options.clock.now()];
      return machineView(heard, { settings: settings(), name, now, wallNow });
    },
    follow,
    remove,
  };
}

/** Of a server that is there, or of one that is started now. */
async function addressOf(options: WorkerEngineOptions): Promise<EngineAddress> {
  const { engine, resolveSecret, paths, searchPath, clock, log, undo } = options;
  if (engine.own !== true) return engineAddress(engine, resolveSecret);
  const { openOwnEngine } = await import("../own-engine/own-engine.js");
  const own = await openOwnEngine({
    settings: engine,
    auth: paths.auth,
    searchPath,
    now: () => clock.now(),
    log,
  });
  undo.use(own);
  return own.address;
}

async function openAdmin(
  {
    address,
    outage,
    log,
    undo,
  }: Pick<WorkerEngineOptions, "log" | "undo"> & { address: EngineAddress; outage: EngineOutage },
  setUsers: (admin: EngineAdmin) => Promise<void>,
): Promise<EngineAdmin> {
  const admin: EngineAdmin = undo.use(
    await openEngineAdmin({
      ...address,
      onError: outage.onError,
      onOpen: () => {
        outage.onOpen();
        setUsers(admin).catch((err: unknown) => log.error({ err }, "the engine refuses the workers' users"));
      },
    }),
  );
  return admin;
}

interface RemoveParts extends Pick<WorkerEngine, "places" | "files" | "invitations"> {
  readonly setUsers: () => Promise<void>;
  readonly log: Log;
}

function createRemove({ places, files, invitations, setUsers, log }: RemoveParts): WorkerEngine["remove"] {
  return async (name) => {
    await invitations.end(name);
    files.dropCredential(name);
    await places.remove(name);
    try {
      await setUsers();
      return true;
    } catch (err) {
      log.warn({ err, worker: name }, "the engine removes the worker's user when it is reached again");
      return false;
    }
  };
}

function applySettings(places: Places, { execution }: Settings): void {
  for (const [name, { drain, slots }] of Object.entries(execution.workers)) {
    const hub = places.hubOf(name);
    if (hub === undefined) continue;
    const { draining, limits } = hub.state();
    if (draining !== drain) hub.drain(drain);
    if (limits.slots !== slots) hub.allow(slots);
  }
}

function joined(
  files: WorkerFiles,
  settings: Settings,
): ReadonlyMap<string, ReturnType<typeof placedWorker>> {
  return new Map(
    Object.keys(settings.execution.workers).flatMap((name) => {
      const credential = files.credential(name);
      return credential === undefined ? [] : [[name, placedWorker(credential.key, settings, name)] as const];
    }),
  );
}

function placedWorker(key: string, { execution }: Settings, name: string) {
  return { key: Buffer.from(key, "base64"), slots: execution.workers[name]?.slots ?? 1 };
}

interface UsersOptions {
  readonly homeId: string;
  readonly files: WorkerFiles;
  readonly settings: () => Settings;
  readonly invited: () => readonly EngineUser[];
}

/** One setting at a time, each of what is so then. */
function createUsers({ homeId, files, settings, invited }: UsersOptions) {
  let last: Promise<void> = Promise.resolve();
  const wanted = () => [
    ...Object.keys(settings().execution.workers).flatMap((name) => {
      const credential = files.credential(name);
      return credential === undefined ? [] : [workerUser({ homeId, name }, credential.digest)];
    }),
    ...invited(),
  ];
  return {
    set(admin: EngineAdmin): Promise<void> {
      const next = last.then(() => admin.setUsers(userPrefix(homeId), wanted()));
      // Who asked for it gets the error.
      last = next.catch(() => {});
      return next;
    },
  };
}
