/**
 * The append-only event journal. `append` writes in the transaction of the change it tells and reaches
 * subscribers only after that transaction is durable; `publishLive` reaches subscribers and is never stored. No event
 * contains a credential that the redactor recognises.
 */

import type { Clock, Log } from "@tinyagi/base";
import { cutText } from "@tinyagi/base";
import {
  EVENT_FIELD_MAX_CHARS,
  type EventData,
  type EventScope,
  type EventType,
  type JournalEvent,
  redactText,
} from "@tinyagi/contracts";
import type { EventRow } from "../store/schema.js";
import type { Store } from "../store/store.js";

/** Most events looked at for one page: a search for rare ones continues with the next page. */
const SCAN_MAX = 5_000;
/** In place of a text that could not be redacted. */
const WITHHELD = "[not recorded]";

export type EventListener = (event: JournalEvent) => void;

export interface Journal {
  append<T extends EventType>(type: T, data: EventData<T>, scope?: EventScope): void;
  publishLive<T extends EventType>(type: T, data: EventData<T>, scope?: EventScope): void;
  /** A stored text of a person or an agent as it may be shown: by the rule for events, without credentials. */
  redacted(text: string): string;
  subscribe(listener: EventListener): () => void;
  read(afterSeq: number, limit: number): JournalEvent[];
  /** Newest first. `next` is where older ones continue; undefined when there are none. */
  newest(query: NewestQuery): { events: JournalEvent[]; next: number | undefined };
  /** @param afterSeq only later events; default: all */
  ofRun(runId: string, limit: number, afterSeq?: number): JournalEvent[];
  lastSeq(): number;
  /** Oldest sequence number still stored; `lastSeq() + 1` when there is none. */
  oldestSeq(): number;
}

export interface NewestQuery {
  /** Only events with a lower number; default: all. */
  before?: number | undefined;
  limit: number;
  /** Names, or their first parts such as `budget`; default: all. */
  types?: readonly string[] | undefined;
  agent?: string | undefined;
}

export interface JournalOptions {
  store: Store;
  clock: Clock;
  log: Log;
  /** Takes credentials out of each text. Default: those recognised by their form. */
  redact?: (text: string) => string;
}

export function createJournal(options: JournalOptions): Journal {
  const { store, clock, log, redact = redactText } = options;
  const listeners = new Set<EventListener>();

  function redacted(text: string): string {
    try {
      return redact(text);
    } catch {
      // The error may hold the very text that had to be taken out.
      return WITHHELD;
    }
  }

  function publish(event: JournalEvent): void {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        // One reader's failure must never reach the writer or the other readers.
        log.error({ err: error, type: event.type }, "event listener failed");
      }
    }
  }

  return {
    redacted,
    append(type, data, scope = {}) {
      const time = clock.now();
      // Live readers get what a replay would give.
      const recorded = mapTexts(data, (text) => cut(redacted(text)));
      const seq = store.events.insert({
        type,
        time,
        conversation_id: scope.conversationId ?? null,
        run_id: scope.runId ?? null,
        message_row_id: scope.messageRowId ?? null,
        agent_id: scope.agentId ?? null,
        data: JSON.stringify(recorded),
      });
      store.afterCommit(() => publish({ seq, type, time, data: recorded, ...scope } as JournalEvent));
    },
    publishLive(type, data, scope = {}) {
      const shared = mapTexts(data, (text) => cut(redacted(text)));
      publish({ type, time: clock.now(), data: shared, ...scope } as JournalEvent);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    read: (afterSeq, limit) => store.events.after(afterSeq, limit).map(toEvent),
    newest({ before = store.events.bounds().last + 1, limit, types, agent }) {
      const rows = store.events.newest({ before, scan: SCAN_MAX, limit, types, agent });
      const last = rows.length < limit ? before - SCAN_MAX : (rows.at(-1)?.seq ?? before);
      const next = last > store.events.bounds().oldest ? last : undefined;
      return { events: rows.map(toEvent), next };
    },
    ofRun: (runId, limit, afterSeq = 0) => store.events.ofRunAfter(runId, afterSeq, limit).map(toEvent),
    lastSeq: () => store.events.bounds().last,
    oldestSeq: () => store.events.bounds().oldest,
  };
}

/**
 * A copy of plain JSON whose texts are redacted and then cut: a cut must not leave part of a credential. What needs no
 * change is the same object, so that an ordinary event is not copied.
 */
function mapTexts<T>(value: T, map: (text: string) => string): T;
function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const mapped = entries.map(([key, entry]): [string, unknown] => [key, mapTexts(entry, map)]);
  if (mapped.every(([, entry], at) => entry === entries[at]?.[1])) return value;
  return Array.isArray(value) ? mapped.map(([, entry]) => entry) : Object.fromEntries(mapped);
}

function cut(text: string): string {
  return text.length > EVENT_FIELD_MAX_CHARS ? `${cutText(text, EVENT_FIELD_MAX_CHARS)}…` : text;
}

/** A stored row as readers get it. */
export function toEvent(row: EventRow): JournalEvent {
  return {
    seq: row.seq,
    type: row.type,
    time: row.time,
    data: JSON.parse(row.data),
    ...(row.conversation_id === null ? {} : { conversationId: row.conversation_id }),
    ...(row.run_id === null ? {} : { runId: row.run_id }),
    ...(row.message_row_id === null ? {} : { messageRowId: row.message_row_id }),
    ...(row.agent_id === null ? {} : { agentId: row.agent_id }),
  } as JournalEvent;
}
