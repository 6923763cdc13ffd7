/**
 * Full-text search. Texts are indexed in the background: a short time after their commit, or when a search needs them.
 * Indexing adds no cost to accepting a message.
 */

import type { Clock, Log, Timer } from "@tinyagi/base";
import { AppError, type EventType, type SearchHit } from "@tinyagi/contracts";
import type { Journal, SearchFilter, Store } from "@tinyagi/kernel";
import { toRange } from "@tinyagi/kernel";
import type { TaskIndex } from "../tasks/context.js";
import { idOf, type ReadableText, toRowid } from "./entry.js";
import { toHit } from "./hit.js";
import { indexBatch } from "./index-batch.js";
import { buildMatch } from "./query.js";
import { findRanked } from "./ranked.js";
import { createTaskIndex, repairTaskIndex } from "./task-index.js";

/** Wait after a text before it is read; long enough for a burst to end. */
const IDLE_MS = 2_000;
/** Wait between two batches while nothing else happens. */
const BETWEEN_MS = 50;
/** Batches that a search waits for. If more are left, its answer says that it is incomplete. */
const SEARCH_BATCHES_MAX = 25;
/** Matches that a list of messages is made of. */
const MESSAGES_MAX = 10_000;
const SWEEP_EVERY_MS = 6 * 3_600_000;
const SWEEP_ROWS = 500;
/** Events that announce a new text. */
const TEXTS: ReadonlySet<EventType> = new Set(["message.accepted", "run.completed", "room.posted"]);

export type SearchQuery = Omit<SearchFilter, "match" | "above" | "below"> & { q: string };

export interface Search extends AsyncDisposable {
  /** @throws AppError `INVALID_INPUT` when there is no word to look for */
  find(query: SearchQuery): Promise<{ hits: SearchHit[]; complete: boolean; capped: boolean }>;
  /** Row ids of the messages with these words in their text or answer. Words may be unfinished. Of very many, the newest. */
  messagesWith(text: string): Promise<readonly number[]>;
  /** Starts reading texts in the background. */
  start(): void;
  /** For writes that change the board. */
  readonly tasks: TaskIndex;
  /** Inside a write: removes the entries of deleted rows. `history` names rows of `agent_messages`, `room` of `chat_messages`. */
  forget(source: "history" | "room", ids: readonly number[]): void;
  /** Removes entries whose row is gone. @returns how many */
  sweep(): Promise<number>;
}

export interface SearchOptions {
  store: Store;
  journal: Journal;
  clock: Clock;
  log: Log;
  /** Turns an agent's output into what people read, without raw tags. Default: unchanged. */
  readable?: ReadableText;
}

export function createSearch({ readable = (text) => text, ...options }: SearchOptions): Search {
  const { store } = options;
  const { search, conversations } = store;
  const readBatch = () => indexBatch({ search, conversations, readable });
  const reader = createReader({ ...options, readBatch });
  /** Reads what is not indexed yet. @returns whether nothing is left */
  async function catchUp(): Promise<boolean> {
    for (let batches = 0; batches < SEARCH_BATCHES_MAX; batches += 1)
      if (await store.write(readBatch)) return true;
    return false;
  }
  return {
    async find({ q, ...filter }) {
      const match = buildMatch(q);
      if (match === undefined)
        throw new AppError("INVALID_INPUT", "q: give at least one word to search for.");
      const complete = await catchUp();
      const { rows, capped } = findRanked(store.search, { ...filter, match });
      return { hits: rows.map((row) => toHit(store, row)), complete, capped };
    },
    async messagesWith(text) {
      const match = buildMatch(text, { starts: true });
      if (match === undefined) return [];
      await catchUp();
      return store.search.messagesWith(match, MESSAGES_MAX);
    },
    start: () => reader.start(),
    tasks: createTaskIndex(store),
    forget(source, ids) {
      for (const id of ids) store.search.remove(toRowid(source, id));
    },
    sweep: () => sweep(store, () => reader.isClosed()),
    [Symbol.asyncDispose]: () => reader.close(),
  };
}

interface Reader {
  start(): void;
  isClosed(): boolean;
  close(): Promise<void>;
}

function createReader({
  store,
  journal,
  clock,
  log,
  readBatch,
}: Omit<SearchOptions, "readable"> & { readBatch: () => boolean }): Reader {
  const state = { closed: false, busy: false, working: Promise.resolve() };
  let timer: Timer | undefined;
  let sweeper: Timer | undefined;
  let unsubscribe = () => {};

  function schedule(delayMs: number): void {
    if (state.closed || timer !== undefined) return;
    timer = clock.setTimer(delayMs, () => {
      timer = undefined;
      state.busy = false;
      state.working = read();
    });
  }

  async function read(): Promise<void> {
    try {
      const done = await store.write(readBatch);
      // While texts keep coming, people wait for their agents, so the index waits.
      if (!done) schedule(state.busy ? IDLE_MS : BETWEEN_MS);
    } catch (error) {
      log.error({ err: error }, "could not read texts into the search index; trying again");
      schedule(IDLE_MS);
    }
  }

  async function begin(): Promise<void> {
    try {
      await store.write(() => repairTaskIndex(store));
    } catch (error) {
      log.error({ err: error }, "could not read the board into the search index");
    }
    schedule(IDLE_MS);
  }

  function sweepLater(): void {
    if (state.closed) return;
    sweeper = clock.setTimer(SWEEP_EVERY_MS, () => {
      state.working = sweep(store, () => state.closed)
        .then(sweepLater)
        .catch((error: unknown) => {
          log.error({ err: error }, "could not sweep the search index");
          sweepLater();
        });
    });
  }

  return {
    start() {
      unsubscribe = journal.subscribe(({ type }) => {
        if (!TEXTS.has(type)) return;
        state.busy = true;
        schedule(IDLE_MS);
      });
      state.working = begin();
      sweepLater();
    },
    isClosed: () => state.closed,
    async close() {
      state.closed = true;
      unsubscribe();
      timer?.cancel();
      sweeper?.cancel();
      await state.working;
    },
  };
}

/** Works in separate batches, so that nothing waits for a long one. */
async function sweep(store: Store, isClosed: () => boolean): Promise<number> {
  let gone = 0;
  for (const source of ["history", "room"] as const) {
    const { above, below } = toRange(source);
    const exists = (rowid: number) =>
      source === "history"
        ? store.search.hasHistory(idOf(source, rowid))
        : store.search.hasRoomPost(idOf(source, rowid));
    for (let after = above; !isClosed(); ) {
      const rowids = store.search.rowidsBetween(after, below, SWEEP_ROWS);
      const stale = rowids.filter((rowid) => !exists(rowid));
      if (stale.length > 0)
        await store.write(() => {
          for (const rowid of stale) store.search.remove(rowid);
        });
      gone += stale.length;
      const last = rowids.at(-1);
      if (last === undefined || rowids.length < SWEEP_ROWS) break;
      after = last;
    }
  }
  return gone;
}
