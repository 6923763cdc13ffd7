/**
 * The entries that the other side has sent in a stream, each once and in the order of their ids. What is too long, was
 * sealed with another key, for another place, or is no JSON that can be checked, comes as `undefined`: the session must end.
 */
import type { Engine, SealedEntry } from "./connection.js";
import { isTooDeep } from "./json-depth.js";
import { MAX_ENTRY_BYTES, pause } from "./outbound.js";
import { unseal } from "./seal.js";
import { readId } from "./streams.js";

const WAIT_MS = 1_000;
const RETRY_MS = 100;
const OLDEST = "0-0";

/** From outside: a schema is still to check it. */
export interface Heard {
  readonly epoch: number;
  readonly seq: number;
  /** `undefined` for what cannot be read. */
  readonly messages: unknown;
}

export interface InboundOptions {
  readonly engine: Pick<Engine, "read">;
  readonly stream: string;
  readonly key: Buffer;
  readonly onEntry: (heard: Heard) => void;
  /** `onEntry` threw. The entry counts as read. */
  readonly onFailure: (error: unknown) => void;
}

export interface Inbound {
  /** The stream was emptied, so that ids may start low again. */
  restart(): void;
  close(): void;
}

/** Reads from the oldest entry on. */
export function listenTo({ engine, stream, key, onEntry, onFailure }: InboundOptions): Inbound {
  const closing = new AbortController();
  let last = OLDEST;
  void (async () => {
    while (!closing.signal.aborted) {
      let entries: readonly SealedEntry[];
      try {
        entries = await engine.read(stream, last, WAIT_MS);
      } catch {
        // The connection says why. It opens again by itself.
        await pause(RETRY_MS, closing.signal);
        continue;
      }
      for (const entry of entries) {
        if (closing.signal.aborted) return;
        last = entry.id;
        const heard = toHeard(key, stream, entry);
        try {
          onEntry(heard);
        } catch (error) {
          onFailure(error);
        }
      }
      // Where one is read again and again, in vain, it is not read without a pause.
      if (last === OLDEST && entries.length > 0) await pause(RETRY_MS, closing.signal);
    }
  })();
  return {
    restart() {
      last = OLDEST;
    },
    close: () => closing.abort(),
  };
}

function toHeard(key: Buffer, stream: string, { id, data }: SealedEntry): Heard {
  const text = data.length > MAX_ENTRY_BYTES ? undefined : unseal(key, data, { stream, id });
  return { ...readId(id), messages: text === undefined ? undefined : parse(text) };
}

function parse(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Whoever holds the key sealed it; it is as good as a wrong seal.
    return undefined;
  }
}
