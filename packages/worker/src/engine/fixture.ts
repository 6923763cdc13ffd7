/** A daemon's side and a worker's side over a real engine, for tests. The runs are names; a test ends them. */
import { randomBytes, randomUUID } from "node:crypto";
import { type EngineServer, startEngineServer, waitFor } from "@tinyagi/testkit";
import type { HubEffect } from "../hub-state.js";
import type { Outcome } from "../messages.js";
import { openEngine } from "./connection.js";
import type { StoredHub } from "./hub-options.js";
import { createWorkerHub, type WorkerHub } from "./hub-shell.js";
import { createWorkerLink, type StoredLink, type WorkerLink } from "./link-shell.js";
import { KEY_BYTES } from "./seal.js";
import { streamsOf } from "./streams.js";

export const STREAMS = streamsOf("home", "nas");
const LIMITS = { leaseMs: 60_000, beatMs: 100, slots: 8 };
const now = () => performance.now();

export interface Pair extends AsyncDisposable {
  readonly server: EngineServer;
  readonly key: Buffer;
  hub: WorkerHub;
  link: WorkerLink;
  /** What the worker started, in its order. */
  readonly started: string[];
  /** Told to end. */
  readonly ending: string[];
  readonly effects: Exclude<HubEffect, { kind: "send" }>[];
  readonly superseded: boolean;
  /** Waits until a run can be placed, and until it has started. */
  run(key: string): Promise<void>;
  /** The run ends with a result on the worker. */
  finish(key: string): void;
  /** Waits until the daemon has the end of the run. */
  end(key: string): Promise<string>;
  restartHub(): Promise<void>;
  /** The same, and what it had stored is lost. */
  loseHub(): Promise<void>;
  /** Another process of the worker; the first one stays open. */
  startLink(): Promise<WorkerLink>;
}

export interface PairOptions {
  readonly pressureBytes?: number;
  readonly unreadBytes?: number;
  /** Of the daemon's last session. */
  readonly epoch?: number;
}

export async function openPair(options: PairOptions = {}): Promise<Pair> {
  const { undo, close } = createUndo();
  const server = undo.use(await startEngineServer());
  const key = randomBytes(KEY_BYTES);
  const open = async () => undo.use(await openEngine({ url: server.url, onError: () => {} }));
  let storedHub: StoredHub | undefined = hubBefore(options);
  const started: string[] = [];
  const ending: string[] = [];
  const effects: Pair["effects"] = [];
  const seen: LinkState = { superseded: false, stored: { boot: 0, done: new Map() } };
  const current: { hub?: WorkerHub } = {};

  const common = { ...options, streams: STREAMS, key, now };
  const startHub = async () => {
    current.hub = undo.use(
      createWorkerHub({
        ...common,
        engine: await open(),
        limits: LIMITS,
        stored: storedHub,
        store: (state) => {
          storedHub = state;
        },
        onEffect(effect) {
          effects.push(effect);
          settleSoon(effect, () => current.hub);
        },
        onChange: () => {},
        onError: () => {},
      }),
    );
    return current.hub;
  };
  const startLink = async () =>
    undo.use(openLink({ ...common, engine: await open() }, { started, ending, seen }));
  const pair: Pair = {
    server,
    key,
    hub: await startHub(),
    link: await startLink(),
    started,
    ending,
    effects,
    get superseded() {
      return seen.superseded;
    },
    run: (name) => placeRun(pair, name),
    finish: (name) => pair.link.ended({ kind: "result", key: name, result: name }),
    end: (name) => awaitEnd(pair, name),
    async restartHub() {
      await pair.hub[Symbol.asyncDispose]();
      pair.hub = await startHub();
    },
    async loseHub() {
      await pair.hub[Symbol.asyncDispose]();
      storedHub = undefined;
      pair.hub = await startHub();
    },
    startLink,
    [Symbol.asyncDispose]: close,
  };
  return pair;
}

/** What processes of the worker leave to the next one. */
interface LinkState {
  superseded: boolean;
  stored: StoredLink;
}

type Common = Pick<Parameters<typeof createWorkerLink>[0], "engine" | "streams" | "key" | "now">;

function openLink(
  common: Common,
  { started, ending, seen }: Pick<Pair, "started" | "ending"> & { seen: LinkState },
): WorkerLink {
  const link = createWorkerLink({
    ...common,
    slots: 8,
    instance: randomUUID(),
    stored: seen.stored,
    store: (state) => {
      seen.stored = state;
    },
    start: (run) => started.push(run.key),
    end: (run) => ending.push(run),
    superseded: () => {
      seen.superseded = true;
    },
    onError: () => {},
  });
  link.clear();
  return link;
}

/** As a daemon that stores each result at once. */
function settleSoon(effect: Pair["effects"][number], hub: () => WorkerHub | undefined): void {
  if (effect.kind === "ended") queueMicrotask(() => hub()?.settle([effect.outcome.key]));
}

/** What an earlier daemon stored. */
function hubBefore({ epoch = 0 }: PairOptions): StoredHub {
  return { epoch, lastHello: { instance: "", boot: 0, n: 0 } };
}

/** As the dispatcher does it: a run whose session ended before the worker read of it is placed again. */
async function placeRun(pair: Pair, name: string): Promise<void> {
  await waitFor(() => pair.hub.whyNotPlaced(name) === null, { what: `a place for ${name}` });
  pair.hub.place({ key: name, lane: name, request: null });
  const isLost = () => !pair.started.includes(name) && pair.effects.some((one) => howEnded(one, name));
  await waitFor(() => pair.started.includes(name) || isLost(), { what: `the start of ${name}` });
  if (!isLost()) return;
  const others = pair.effects.filter((effect) => howEnded(effect, name) === undefined);
  pair.effects.splice(0, pair.effects.length, ...others);
  await placeRun(pair, name);
}

async function awaitEnd({ effects }: Pair, name: string): Promise<string> {
  const find = () => effects.map((effect) => howEnded(effect, name)).find((how) => how !== undefined);
  return await waitFor(find, { what: `the end of ${name}` });
}

function createUndo() {
  const opened: AsyncDisposable[] = [];
  const undo = {
    use<T extends AsyncDisposable>(one: T): T {
      opened.push(one);
      return one;
    },
  };
  const close = async () => {
    for (const one of opened.reverse()) await one[Symbol.asyncDispose]();
  };
  return { undo, close };
}

function howEnded(effect: Pair["effects"][number], key: string): Outcome["kind"] | undefined {
  if (effect.kind === "ended" && effect.outcome.key === key) return effect.outcome.kind;
  return effect.kind === "interrupted" && effect.key === key ? "interrupted" : undefined;
}
