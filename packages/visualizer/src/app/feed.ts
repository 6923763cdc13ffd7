/**
 * Brings the daemon's answers and events into the store. Guarantees: an answer is asked for when a view needs it and
 * again only after an event that changes it; one request for each question at a time; events come in order and once;
 * after a gap everything is read again.
 */
import type { Client, ConnectionState } from "@tinyagi/client";
import { isAppError, type JournalEvent } from "@tinyagi/contracts";
import { ask, type Key, nameOf, read, staleAfter } from "../state/answers.js";
import { type DataChange, withData } from "../state/data.js";
import { neededBy } from "../view/views.js";
import type { Store } from "./store.js";

/** Events come in bursts: one change of the state for all of them. */
const BATCH_MS = 100;
/** While events do not end, an answer is read at most so often. */
const AGAIN_MS = 1_000;

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

interface Question {
  asking: boolean;
  /** An event came since it was asked. */
  isOld: boolean;
  askedAt: number;
  timer: NodeJS.Timeout | undefined;
}

export function createFeed({ client, store, signal, now }: FeedOptions): Feed {
  const questions = new Map<Key, Question>();
  const change = (data: DataChange): void => store.set(withData(store.get(), data));
  const batch = createBatch((events) => {
    change({ type: "events", events });
    const names = new Set(events.flatMap(staleAfter));
    if (names.size > 0) makeOld(({ key }) => names.has(nameOf(key)));
  });
  signal.addEventListener("abort", () => {
    batch.stop();
    for (const { timer } of questions.values()) clearTimeout(timer);
  });

  function makeOld(isOld: (one: { key: Key }) => boolean): void {
    const needed = new Set(neededNow());
    const forgotten: Key[] = [];
    for (const [key, question] of questions) {
      if (!isOld({ key })) continue;
      if (needed.has(key)) {
        question.isOld = true;
        soon(key, question);
      } else {
        clearTimeout(question.timer);
        questions.delete(key);
        forgotten.push(key);
      }
    }
    if (forgotten.length > 0) change({ type: "forgot", keys: forgotten });
    look();
  }

  function neededNow(): readonly Key[] {
    const state = store.get();
    return neededBy(state.place, state.panel, graphRun(state));
  }

  function look(): void {
    for (const key of neededNow()) {
      if (questions.has(key)) continue;
      const question: Question = { asking: false, isOld: true, askedAt: 0, timer: undefined };
      questions.set(key, question);
      void put(key, question);
    }
  }

  function soon(key: Key, question: Question): void {
    if (question.asking || question.timer !== undefined || signal.aborted) return;
    const wait = Math.max(0, question.askedAt + AGAIN_MS - performance.now());
    question.timer = setTimeout(() => void put(key, question), wait);
  }

  async function put(key: Key, question: Question): Promise<void> {
    Object.assign(question, { asking: true, isOld: false, askedAt: performance.now(), timer: undefined });
    try {
      const answer = await ask(client, key, signal);
      if (questions.get(key) === question) change({ type: "answered", key, answer });
    } catch (error) {
      if (signal.aborted) return;
      // Asked again when the connection is back, or when the view is opened again.
      questions.delete(key);
      change({
        type: "failed",
        key,
        message: isAppError(error) ? error.message : "the daemon did not answer",
      });
      return;
    } finally {
      question.asking = false;
    }
    if (question.isOld) soon(key, question);
    look();
  }

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

/** Any run of a graph leads to it; a conversation without sub-agents has none. */
function graphRun(state: ReturnType<Store["get"]>): string | undefined {
  if (state.place.view !== "run") return undefined;
  const runs = read(state.known, "conversation", state.place.conversation);
  return runs?.findLast(({ node }) => node !== undefined)?.runId;
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
