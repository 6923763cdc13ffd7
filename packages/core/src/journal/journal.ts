/**
 * The append-only event journal. `append` writes in the transaction of the change it tells and reaches
 * subscribers only after that transaction is durable; `publishLive` reaches subscribers and is never stored.
 */
import type { EventData, EventScope, EventType, JournalEvent } from "@tinyagi/contracts";
import type { Clock } from "../base/clock.js";
import { cutText } from "../base/cut-text.js";
import type { Log } from "../base/log.js";
import type { EventRow } from "../store/schema.js";
import type { Store } from "../store/store.js";

/** Longest text kept of one event field; whole outputs stand in `runs`. */
const FIELD_MAX_CHARS = 16_384;

export type EventListener = (event: JournalEvent) => void;

export interface Journal {
  append<T extends EventType>(type: T, data: EventData<T>, scope?: EventScope): void;
  publishLive<T extends EventType>(type: T, data: EventData<T>, scope?: EventScope): void;
  subscribe(listener: EventListener): () => void;
  read(afterSeq: number, limit: number): JournalEvent[];
  ofRun(runId: string, limit: number): JournalEvent[];
  lastSeq(): number;
  /** Oldest sequence number still stored; `lastSeq() + 1` when there is none. */
  oldestSeq(): number;
}

export function createJournal(options: { store: Store; clock: Clock; log: Log }): Journal {
  const { store, clock, log } = options;
  const listeners = new Set<EventListener>();

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
    append(type, data, scope = {}) {
      const time = clock.now();
      const json = JSON.stringify(data, clip);
      const seq = store.events.insert({
        type,
        time,
        conversation_id: scope.conversationId ?? null,
        run_id: scope.runId ?? null,
        message_row_id: scope.messageRowId ?? null,
        agent_id: scope.agentId ?? null,
        data: json,
      });
      // Live readers get what a replay would give: a clipped text must not be longer the first time.
      const published = json.length > FIELD_MAX_CHARS ? JSON.parse(json) : data;
      store.afterCommit(() => publish({ seq, type, time, data: published, ...scope } as JournalEvent));
    },
    publishLive(type, data, scope = {}) {
      publish({ type, time: clock.now(), data, ...scope } as JournalEvent);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    read: (afterSeq, limit) => store.events.after(afterSeq, limit).map(toEvent),
    ofRun: (runId, limit) => store.events.ofRun(runId, limit).map(toEvent),
    lastSeq: () => store.events.bounds().last,
    oldestSeq: () => store.events.bounds().oldest,
  };
}

function clip(_key: string, value: unknown): unknown {
  return typeof value === "string" && value.length > FIELD_MAX_CHARS
    ? `${cutText(value, FIELD_MAX_CHARS)}…`
    : value;
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
