/** For tests: a worker and a daemon over a real engine, with an API on the daemon's side that agents may call. */
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { HarnessContext, InvokeResult, WorkspacePort } from "@tinyagi/contracts";
import { type EngineServer, startEngineServer, waitFor } from "@tinyagi/testkit";
import { partial } from "@tinyagi/testkit/partial";
import { openEngine } from "../engine/connection.js";
import { createWorkerHub, type WorkerHub } from "../engine/hub-shell.js";
import { createWorkerLink, type WorkerLink } from "../engine/link-shell.js";
import { streamsOf } from "../engine/streams.js";
import type { Up } from "../messages.js";
import { createCallRelay } from "./call-relay.js";
import { createRemotePlace, type RemotePlace } from "./remote-place.js";
import type { PlacedRun } from "./run-request.js";
import { createWorkerOps } from "./worker-ops.js";
import { createWorkerRuns } from "./worker-runs.js";

/** Calls the API as the agent does, with the token that its run was given. */
export type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

export interface PlaceOptions {
  /** The agent. */
  readonly invoke?: (run: PlacedRun, context: HarnessContext, call: Fetch) => Promise<InvokeResult>;
  /** The API of the daemon. */
  readonly api?: RequestListener;
  readonly workspaceOf?: (agentId: string) => WorkspacePort;
}

export interface OpenPlace extends AsyncDisposable {
  readonly server: EngineServer;
  readonly place: RemotePlace;
  readonly hub: WorkerHub;
  readonly link: WorkerLink;
  readonly relayUrl: string;
  /** The token that the daemon used for the run that began last. */
  readonly tokens: readonly string[];
  readonly released: readonly string[];
  /** What the daemon sent and the worker sent, as both had it. */
  readonly crossed: readonly string[];
  /** Says something in the name of the worker. */
  say(message: Extract<Up, { kind: "taken" | "hangUp" | "opDone" }>): void;
  call: WorkerLink["call"];
  online(): Promise<void>;
}

export const RESULT: InvokeResult = { text: "done", deniedTools: [] };

export async function openPlace(options: PlaceOptions = {}): Promise<OpenPlace> {
  const closing: (() => Promise<unknown> | unknown)[] = [];
  const server = await startEngineServer();
  closing.push(() => server[Symbol.asyncDispose]());
  const api = await serve(options.api ?? ((_request, response) => response.end()));
  closing.push(() => stop(api));
  const shared = {
    streams: streamsOf("home", "nas"),
    key: randomBytes(32),
    now: () => performance.now(),
    store: () => {},
    onError: () => {},
  };
  const connect = async () => {
    const engine = await openEngine({ url: server.url, onError: () => {} });
    closing.push(() => engine[Symbol.asyncDispose]());
    return engine;
  };
  const tokens: string[] = [];
  const released: string[] = [];
  const crossed: string[] = [];
  const ofDaemon = later<RemotePlace>();
  const hub = createWorkerHub({
    ...shared,
    engine: await connect(),
    limits: { leaseMs: 60_000, beatMs: 100, slots: 8 },
    stored: undefined,
    onEffect(event) {
      crossed.push(JSON.stringify(event));
      ofDaemon.get().take(event);
    },
    onChange: () => ofDaemon.get().changed(),
  });
  closing.push(() => hub[Symbol.asyncDispose]());
  const place = createRemotePlace({
    hub: () => hub,
    settingsFor: () => ({}),
    agentFor: (id) => ({ id, config: { name: id, provider: "demo" } }),
    openApi() {
      const token = `daemon_${randomUUID()}`;
      tokens.push(token);
      return { port: portOf(api), token, conversationId: "conv_1", release: () => released.push(token) };
    },
  });
  ofDaemon.set(place);
  const worker = await openWorker(options, { shared, engine: await connect(), crossed, closing });
  return {
    server,
    place,
    hub,
    tokens,
    released,
    crossed,
    ...worker,
    say: (message) => worker.link.say(message),
    call: (call) => worker.link.call(call),
    online: () => waitFor(() => hub.whyNotPlaced("") === null, { what: "the worker" }).then(() => {}),
    async [Symbol.asyncDispose]() {
      for (const close of closing.reverse()) await close();
    },
  };
}

interface WorkerParts {
  readonly shared: Pick<
    Parameters<typeof createWorkerLink>[0],
    "streams" | "key" | "now" | "store" | "onError"
  >;
  readonly engine: Awaited<ReturnType<typeof openEngine>>;
  readonly crossed: string[];
  readonly closing: (() => Promise<unknown> | unknown)[];
}

async function openWorker(
  { invoke = async () => RESULT, workspaceOf = () => partial<WorkspacePort>({}) }: PlaceOptions,
  { shared, engine, crossed, closing }: WorkerParts,
): Promise<Pick<OpenPlace, "link" | "relayUrl">> {
  const ofWorker = later<WorkerLink>();
  const relay = createCallRelay(ofWorker.get);
  const relaying = await serve(relay.serve);
  closing.push(() => stop(relaying));
  const relayUrl = `http://127.0.0.1:${portOf(relaying)}`;
  const ops = createWorkerOps({ link: ofWorker.get, workspaceOf: ({ id }) => workspaceOf(id) });
  const runs = createWorkerRuns({
    link: ofWorker.get,
    async invoke(run, context) {
      crossed.push(JSON.stringify(run));
      const { token, close } = relay.open(run.key);
      const call: Fetch = (path, init = {}) =>
        fetch(relayUrl + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
      try {
        return await invoke(run, context, call);
      } finally {
        close();
      }
    },
  });
  const link = createWorkerLink({
    ...shared,
    engine,
    slots: 8,
    instance: randomUUID(),
    stored: { boot: 0, done: new Map() },
    start: (run) => runs.start(run),
    end: (run) => runs.end(run),
    onAnswer(answer) {
      crossed.push(JSON.stringify(answer));
      relay.take(answer);
    },
    onOp: ops.take,
    superseded: () => {},
  });
  ofWorker.set(link);
  closing.push(() => link[Symbol.asyncDispose]());
  closing.push(() => runs.close());
  link.clear();
  return { link, relayUrl };
}

/** A part that others are given before it is made. */
function later<T>(): { get(): T; set(part: T): void } {
  const made: T[] = [];
  return {
    get() {
      const [part] = made;
      if (part === undefined) throw new Error("the part is used before it is made");
      return part;
    },
    set: (part) => void made.push(part),
  };
}

async function serve(listener: RequestListener): Promise<Server> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
