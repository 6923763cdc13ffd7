/** A retention over a temporary store, and finished work for it to remove. For tests only. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { SILENT_LOG } from "@tinyagi/base";
import { type RetentionSettings, retentionSettingsSchema } from "@tinyagi/contracts";
import type { Store } from "@tinyagi/kernel";
import {
  conversationRow,
  createTempStore,
  messageRow,
  type TempStore,
} from "../../../kernel/src/store/fixture.js";
import { createRetention } from "./retention.js";

export const DAY = 86_400_000;
/** A time long ago, epoch milliseconds. */
export const OLD = 1_000;

export function openRetention(policy: Partial<RetentionSettings> = {}, around = (store: Store) => store) {
  const temp = createTempStore();
  temp.clock.advance(1_000 * DAY);
  const folders = [join(temp.folder, "in"), join(temp.folder, "out")];
  for (const folder of folders) mkdirSync(folder);
  const retention = createRetention({
    store: around(temp.store),
    clock: temp.clock,
    log: SILENT_LOG,
    policy: () => retentionSettingsSchema.parse(policy),
    fileFolders: folders,
    backups: join(temp.folder, "backups"),
    workspaces: () => join(temp.folder, "workspaces"),
  });
  return { temp, retention, folders, rows: (table: string) => count(temp, table) };
}

export function count({ store }: TempStore, table: string): number {
  return Number(store.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
}

/** A finished conversation of long ago with a message, a run and a reply. */
export function addFinished({ store }: TempStore, id: string, time = OLD): void {
  store.conversations.insert(conversationRow(id, { created_at: time, deadline_at: time }));
  const row = store.messages.insert(
    messageRow("coder", { conversation_id: id, created_at: time, message_id: id }),
  );
  store.db
    .prepare("UPDATE messages SET status = 'completed', finished_at = @time WHERE id = @row")
    .run({ time, row });
  store.runs.insert({
    id: `run_${id}`,
    message_row_id: row,
    conversation_id: id,
    parent_run_id: null,
    root_run_id: `run_${id}`,
    depth: 0,
    agent_id: "coder",
    harness: "demo",
    provider: "demo",
    model: null,
    attempt: 1,
    boot_id: "boot",
    created_at: time,
  });
  const reply = addReply(
    { store },
    { conversation_id: id, message_id: id, idempotency_key: id, created_at: time },
  );
  store.outbox.ack(reply, time);
  store.history.putSession({
    agent_id: "coder",
    scope: id,
    harness: "demo",
    session_id: "s",
    totals: null,
    updated_at: time,
  });
  store.conversations.close(id, "closed", time);
}

type NewReply = Parameters<Store["outbox"]["insert"]>[0];

/** A reply of long ago that nobody has fetched. @returns its id */
export function addReply({ store }: Pick<TempStore, "store">, changed: Partial<NewReply>): number {
  return store.outbox.insert({
    conversation_id: null,
    message_id: "m",
    channel: "telegram",
    sender: "Ann",
    sender_id: null,
    message: "m",
    original_message: "o",
    agent: null,
    files: "[]",
    metadata: null,
    chat: "",
    approval_id: null,
    idempotency_key: "key",
    created_at: OLD,
    ...changed,
  });
}
