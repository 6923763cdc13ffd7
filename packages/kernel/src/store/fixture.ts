/** Stores in a temporary folder or in memory, with a clock that the test moves. For tests only. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createVirtualClock,
  type Failpoints,
  NO_FAILPOINTS,
  openSqlite,
  SqliteError,
  type VirtualClock,
} from "@tinyagi/base";
import type Database from "better-sqlite3";
import { openDatabase } from "./database.js";
import type { NewConversation } from "./statement/conversation-statements.js";
import type { NewMessage } from "./statement/message-statements.js";
import { openStore, type Store } from "./store.js";

/** A temporary folder that is removed at the end of its scope. */
export function createTempFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "tinyagi-store-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A database as the first start leaves it. Made once: all the migrations take four times as long as to open it. */
let emptyDatabase: Buffer | undefined;

function makeEmptyDatabase(): Buffer {
  using folder = createTempFolder();
  const path = join(folder.path, "tinyagi.db");
  openDatabase(path, NO_FAILPOINTS).close();
  return readFileSync(path);
}

/** Puts an empty database of this release at `path`, for a store that is opened there. One that is there stays. */
export function placeEmptyDatabase(path: string): void {
  if (existsSync(path)) return;
  emptyDatabase ??= makeEmptyDatabase();
  writeFileSync(path, emptyDatabase, { mode: 0o600 });
}

export interface TempStore extends AsyncDisposable {
  store: Store;
  clock: VirtualClock;
  folder: string;
  path: string;
  /** Opens another connection to the same file, as another process would. It is closed with the store. */
  foreign(): Database.Database;
}

export function createTempStore(options: { failpoints?: Failpoints } = {}): TempStore {
  const folder = createTempFolder();
  const clock = createVirtualClock();
  const path = join(folder.path, "tinyagi.db");
  // Somebody who names points of failure may mean one of a migration.
  if (options.failpoints === undefined) placeEmptyDatabase(path);
  const store = openStore({ path, clock, ...options });
  const others: Database.Database[] = [];
  return {
    store,
    clock,
    folder: folder.path,
    path,
    foreign() {
      const other = openSqlite(path, { timeout: 0 });
      others.push(other);
      return other;
    },
    async [Symbol.asyncDispose]() {
      for (const other of others) other.close();
      await store[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** A store without a file: faster where durability and other connections do not matter. */
export function createMemoryStore(): Store {
  return openStore({ path: ":memory:", clock: createVirtualClock() });
}

/**
 * Makes the group commit of this turn fail, as a full disk does: SQLite rolls back the whole transaction, and every
 * write except this one runs again.
 */
export async function breakGroup(store: Store): Promise<void> {
  const full = store.write(() => {
    store.db.exec("ROLLBACK");
    throw new SqliteError("database or disk is full", "SQLITE_FULL");
  });
  const outcome = await full.then(
    () => "written",
    () => "failed",
  );
  if (outcome === "written") throw new Error("The group commit was expected to fail.");
}

/** The same store, but every group commit fails once, so that each write runs twice. */
export function repeatingStore(store: Store): Store {
  return {
    ...store,
    async write(work) {
      const settled = store.write(work);
      await Promise.all([breakGroup(store), settled.catch(() => {})]);
      return settled;
    },
  };
}

/** An open conversation as a row. */
export function conversationRow(id: string, changes: Partial<NewConversation> = {}): NewConversation {
  return {
    id,
    inbound_id: `in_${id}`,
    reply_to_id: `in_${id}`,
    channel: "api",
    sender: "tester",
    sender_id: null,
    team_id: null,
    join_mode: "reply",
    join_explicit: 0,
    text: "hello",
    chain: null,
    limits: "{}",
    notes: "[]",
    follow_up_of: null,
    metadata: null,
    quiet: 0,
    task_id: null,
    created_at: 0,
    deadline_at: 0,
    ...changes,
  };
}

/** A message of conversation `c1` to one agent, in that agent's lane. */
export function messageRow(agent: string, changes: Partial<NewMessage> = {}): NewMessage {
  return {
    message_id: `api_${agent}`,
    conversation_id: "c1",
    lane: agent,
    agent_id: agent,
    team_id: null,
    kind: "user",
    from_agent: null,
    parent_run_id: null,
    hop: 0,
    chain_step: null,
    text: `work for ${agent}`,
    created_at: 0,
    ...changes,
  };
}
