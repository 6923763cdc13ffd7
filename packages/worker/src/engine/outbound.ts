/**
 * The entries that this side sends in a stream: in their order, one batch under way at a time. An engine that cannot be
 * reached is asked again, with the same ids, so that nothing is added twice.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Engine, SealedEntry } from "./connection.js";
import { isTooDeep } from "./json-depth.js";
import { SEAL_BYTES, seal } from "./seal.js";

/** No entry is longer: a reader refuses it unread. */
export const MAX_ENTRY_BYTES = 16 * 1024 * 1024;
const BATCH_BYTES = 1024 * 1024;
const RETRY_MS = 100;

export interface Outbound {
  /** @throws RangeError when it is longer, or nested deeper, than a reader accepts */
  push(id: string, messages: unknown): void;
  /** Forgets what was not sent: its session is over. */
  drop(): void;
  /** Of what waits to be sent. */
  bytes(): number;
  close(): Promise<void>;
}

export interface OutboundOptions {
  readonly engine: Pick<Engine, "append">;
  readonly stream: string;
  readonly key: Buffer;
  /** The engine has an entry with a greater id already: another has written here. */
  readonly onRefused: () => void;
}

export function createOutbound({ engine, stream, key, onRefused }: OutboundOptions): Outbound {
  let waiting: SealedEntry[] = [];
  let bytes = 0;
  let running: Promise<void> | undefined;
  const closing = new AbortController();

  async function run(): Promise<void> {
    let tries = 0;
    while (waiting.length > 0 && !closing.signal.aborted) {
      const batch = firstOf(waiting);
      try {
        const added = await engine.append(stream, batch);
        // After a try that failed, the entries may be those of that try.
        if (tries === 0 && added.includes(false)) onRefused();
        const sent = new Set(batch);
        waiting = waiting.filter((entry) => !sent.has(entry));
        bytes = sizeOf(waiting);
        tries = 0;
      } catch {
        // The connection says why. It opens again by itself.
        tries++;
        await pause(RETRY_MS, closing.signal);
      }
    }
    running = undefined;
  }

  return {
    push(id, messages) {
      const text = JSON.stringify(messages);
      if (Buffer.byteLength(text) + SEAL_BYTES > MAX_ENTRY_BYTES)
        throw new RangeError("A message to the other machine is too long.");
      if (isTooDeep(text)) throw new RangeError("A message to the other machine is nested too deep.");
      const data = seal(key, text, { stream, id });
      waiting.push({ id, data });
      bytes += data.length;
      running ??= run();
    },
    drop() {
      waiting = [];
      bytes = 0;
    },
    bytes: () => bytes,
    async close() {
      closing.abort();
      await running;
    },
  };
}

function firstOf(entries: readonly SealedEntry[]): SealedEntry[] {
  let bytes = 0;
  const end = entries.findIndex(({ data }, at) => {
    bytes += data.length;
    return at > 0 && bytes > BATCH_BYTES;
  });
  return entries.slice(0, end === -1 ? entries.length : end);
}

function sizeOf(entries: readonly SealedEntry[]): number {
  return entries.reduce((sum, { data }) => sum + data.length, 0);
}

/** Ends early, without an error, when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
