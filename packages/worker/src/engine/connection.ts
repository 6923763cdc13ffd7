/**
 * The engine, as both sides use it: a Redis or Valkey server with streams. Loads the client library when a connection is
 * opened, and never before. A connection that breaks opens again by itself, after growing waits; what was under way
 * fails, and who asked decides whether it is asked again.
 */
import type * as Library from "@redis/client";

const CONNECT_TIMEOUT_MS = 5_000;
/** A server that answers nothing for so long is taken for dead. Longer than a read waits. */
const SILENT_MS = 10_000;
const PING_MS = 4_000;
const FIRST_WAIT_MS = 50;
const MAX_WAIT_MS = 2_000;
/** Bounds what one read brings into memory. */
const READ_COUNT = 32;

export interface SealedEntry {
  readonly id: string;
  readonly data: Buffer;
}

export interface Engine extends AsyncDisposable {
  /**
   * Adds the entries in their order, in one round trip.
   *
   * @returns whether each was added. One that was not has an id that is not greater than all before.
   * @throws when the engine cannot be reached; then some may have been added
   */
  append(stream: string, entries: readonly SealedEntry[]): Promise<readonly boolean[]>;
  /** Waits up to `waitMs` for entries after `id`. @throws when the engine cannot be reached */
  read(stream: string, id: string, waitMs: number): Promise<readonly SealedEntry[]>;
  /** Forgets the entries before `id`. */
  trim(stream: string, id: string): Promise<void>;
  /** Memory that a stream takes in the engine. */
  bytes(stream: string): Promise<number>;
  remove(streams: readonly string[]): Promise<void>;
}

export interface EngineOptions {
  /** `redis://` or `rediss://`, with the user and the password. */
  readonly url: string;
  /** PEM of the authority that must have signed the engine's certificate. Default: those that Node knows. */
  readonly ca?: string;
  readonly onError: (error: Error) => void;
  /** The connection has opened, for the first time or again. */
  readonly onOpen?: () => void;
}

/** Does not wait for the engine: it may come later. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const library = await import("@redis/client");
  const writer = openClient(library, options, options.onOpen);
  // A read that waits holds up everything behind it.
  const readers = new Map<string, Client>();
  const readerOf = (stream: string) => {
    const known = readers.get(stream) ?? openClient(library, options);
    readers.set(stream, known);
    return known;
  };
  return {
    append: (stream, entries) => append(writer, stream, entries),
    async read(stream, id, waitMs) {
      const args = ["XREAD", "COUNT", `${READ_COUNT}`, "BLOCK", `${waitMs}`, "STREAMS", stream, id];
      const reply = await readerOf(stream).sendCommand<StreamsReply>(args, {
        typeMapping: { [library.RESP_TYPES.BLOB_STRING]: Buffer },
      });
      return (reply?.[0]?.[1] ?? []).map(([at, fields]) => ({ id: at.toString(), data: dataOf(fields) }));
    },
    async trim(stream, id) {
      await writer.sendCommand(["XTRIM", stream, "MINID", id]);
    },
    async bytes(stream) {
      return (await writer.sendCommand<number | null>(["MEMORY", "USAGE", stream])) ?? 0;
    },
    async remove(streams) {
      await writer.sendCommand(["DEL", ...streams]);
    },
    async [Symbol.asyncDispose]() {
      for (const client of [writer, ...readers.values()]) if (client.isOpen) client.destroy();
    },
  };
}

async function append(writer: Client, stream: string, entries: readonly SealedEntry[]): Promise<boolean[]> {
  const added = await Promise.allSettled(
    entries.map(({ id, data }) => writer.sendCommand(["XADD", stream, id, "d", data])),
  );
  return added.map((one) => {
    if (one.status === "fulfilled") return true;
    if (isOld(one.reason)) return false;
    throw one.reason;
  });
}

type Client = ReturnType<typeof openClient>;
type StreamsReply = [stream: Buffer, entries: [id: Buffer, fields: Buffer[]][]][] | null;

/** Of an entry that nobody of ours has written, the data is empty: no seal fits it. */
function dataOf([name, data]: Buffer[]): Buffer {
  return name?.toString() === "d" && data !== undefined ? data : Buffer.alloc(0);
}

/** @param onOpen called each time the connection has opened */
export function openClient(
  library: typeof Library,
  { url, ca, onError }: EngineOptions,
  onOpen: () => void = () => {},
) {
  const client = library.createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    // A worker may not say it, and Redis 7.0 does not know it.
    disableClientInfo: true,
    pingInterval: PING_MS,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENT_MS,
      reconnectStrategy: (tries) => Math.min(FIRST_WAIT_MS * 2 ** tries, MAX_WAIT_MS),
      ...(ca === undefined ? {} : { tls: true, ca, rejectUnauthorized: true }),
    },
  });
  client.on("error", onError);
  client.on("ready", onOpen);
  client.connect().catch(onError);
  return client;
}

/** The server has no code of its own for it. */
function isOld(error: unknown): boolean {
  return error instanceof Error && error.message.includes("equal or smaller than the target stream top item");
}
