/**
 * Brings the daemon's answers and events into the store. Guarantees: an answer is read again only after an event that
 * changes it; events come in order and once; after a gap everything is read again.
 */
import type { Client, ConnectionState } from "@tinyagi/client";
import type { JournalEvent } from "@tinyagi/contracts";
import { nameOf, staleAfter } from "../state/answers.js";
import { type DataChange, withData } from "../state/data.js";
import { neededBy } from "../view/views.js";
import { createQuestions } from "./questions.js";
import type { Store } from "./store.js";

/** Events come in bursts: one change of the state for all of them. */
const BATCH_MS = 100;

export interface FeedOptions {
  readonly client: Client;
  readonly store: Store;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface Feed {
  /** Asks for what the view needs now and does not know. */
  readonly look: () => void;
  /** After an action: what it changed is asked for at once. */
  readonly refresh: () => void;
  /** Ends with the signal; throws when the first connection fails, or the daemon refuses. */
  readonly run: () => Promise<void>;
}

export function createFeed({ client, store, signal, now }: FeedOptions): Feed {
  const { look, makeOld } = createQuestions({ client, store, signal, needed: neededBy });
  const change = (data: DataChange): void => store.set(withData(store.get(), data));
  const batch = createBatch((events) => {
    change({ type: "events", events });
    const names = new Set(events.flatMap(staleAfter));
    if (names.size > 0) makeOld((key) => names.has(nameOf(key)));
  });
  signal.addEventListener("abort", batch.stop);

  function onConnection(connection: ConnectionState): void {
    if (connection.state === "lost") {
      const { connection: before } = store.get();
      if (before.state !== "lost")
        change({ type: "connection", connection: { state: "lost", since: now() } });
    }
    if (connection.state !== "open") return;
    if (connection.gap) change({ type: "gap" });
    change({ type: "connection", connection: { state: "live" } });
    // What happened before the stream began, or was missed, comes as no event.
    if (!connection.resumed || connection.gap) makeOld(() => true);
    else look();
  }

  return {
    look,
    refresh: () => makeOld(() => true),
    run: async () => {
      look();
      for await (const event of client.events({ signal, onConnection })) batch.add(event);
    },
  };
}

function createBatch(flush: (events: readonly JournalEvent[]) => void): {
  add: (event: JournalEvent) => void;
  stop: () => void;
} {
  let events: JournalEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  return {
    add: (event) => {
      events.push(event);
      timer ??= setTimeout(() => {
        const all = events;
        events = [];
        timer = undefined;
        flush(all);
      }, BATCH_MS);
    },
    stop: () => clearTimeout(timer),
  };
}
