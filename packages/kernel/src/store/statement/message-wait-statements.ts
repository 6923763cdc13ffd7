/** Statements on messages that wait: for a provider, or for another attempt. */
import type Database from "better-sqlite3";
import { OPEN } from "./open-lanes.js";

/** An open message that waits for a provider, or is just trying it, with whose it is. */
export interface WaitingRow {
  id: number;
  conversation_id: string;
  channel: string;
  sender: string;
  sender_id: string | null;
  noticed_at: number | null;
  /** Of the failure after which it waits. */
  cause: string;
  /** Of the worker where it failed; null for this machine. */
  place: string | null;
}

export interface MessageWaitStatements {
  /** Who waits for the provider: at most 500 open messages. */
  waitingFor(provider: string): WaitingRow[];
  /** Providers that pending messages wait for, each once. */
  awaitedProviders(): string[];
  /** Messages that wait for the provider are due now. @returns their lanes */
  endWait(provider: string, now: number): string[];
  /** A message that waits for another attempt is due now. */
  tryNow(id: number, now: number): number;
  /** What patience counts from, after a time in which nobody could answer: it moves by so many milliseconds, at most to now. */
  moveWaits(ms: number, now: number): void;
}

export function messageWaitStatements(db: Database.Database): MessageWaitStatements {
  const waitingFor = db.prepare<[string], WaitingRow>(
    `SELECT m.id, m.conversation_id, c.channel, c.sender, c.sender_id, c.noticed_at, json_extract(m.failure, '$.cause') AS cause, json_extract(m.failure, '$.place') AS place FROM messages m INDEXED BY messages_lane
       CROSS JOIN conversations c ON c.id = m.conversation_id
     WHERE m.${OPEN} AND json_extract(m.failure, '$.provider') = ? AND json_extract(m.failure, '$.waitsUntil') IS NOT NULL LIMIT 500`,
  );
  const awaitedProviders = db
    .prepare<[], string>(
      `SELECT json_extract(failure, '$.provider') FROM messages INDEXED BY messages_due WHERE status = 'pending' AND not_before IS NOT NULL
         AND json_extract(failure, '$.provider') IS NOT NULL AND json_extract(failure, '$.waitsUntil') IS NOT NULL`,
    )
    .pluck();
  const endWait = db
    .prepare<[object], string>(
      `UPDATE messages INDEXED BY messages_due SET not_before = @now, updated_at = @now
       WHERE status = 'pending' AND not_before > @now AND json_extract(failure, '$.provider') = @provider RETURNING lane`,
    )
    .pluck();
  const tryNow = db.prepare(
    "UPDATE messages SET not_before = @now, updated_at = @now WHERE id = @id AND status = 'pending' AND not_before > @now",
  );
  const moveWaits = db.prepare(
    `UPDATE messages SET waiting_since = min(@now, waiting_since + @ms),
       failure = iif(json_extract(failure, '$.patienceFrom') < @now,
         json_set(failure, '$.patienceFrom', min(@now, json_extract(failure, '$.patienceFrom') + @ms)), failure)
     WHERE ${OPEN} AND waiting_since IS NOT NULL`,
  );
  return {
    waitingFor: (provider) => waitingFor.all(provider),
    awaitedProviders: () => [...new Set(awaitedProviders.all())],
    endWait: (provider, now) => endWait.all({ provider, now }),
    tryNow: (id, now) => tryNow.run({ id, now }).changes,
    moveWaits: (ms, now) => void moveWaits.run({ ms, now }),
  };
}
