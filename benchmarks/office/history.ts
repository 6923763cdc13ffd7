/** Fills a database with the history of a busy company, so that pages meet long lists: written as rows, not run. */
import { createRequire } from "node:module";
import { createSystemClock } from "@tinyagi/base";
import { openStore } from "@tinyagi/kernel";

interface Rows {
  exec(sql: string): void;
  close(): void;
}

const Database = createRequire(import.meta.url)("better-sqlite3") as new (file: string) => Rows;

/** How far apart the messages were written. */
const APART_MS = 60_000;

export interface History {
  readonly database: string;
  /** Conversations with one run and one answer each. */
  readonly conversations: number;
  readonly deadLetters: number;
  /** The id of a team, and how many posts its room holds. */
  readonly room: { readonly team: string; readonly posts: number };
  /** Ids of the agents, in turns. */
  readonly agents: readonly string[];
}

/** Creates the database and fills it. No daemon may run on it. */
export async function writeHistory(history: History): Promise<void> {
  const { database, conversations, deadLetters, room, agents } = history;
  await openStore({ path: database, clock: createSystemClock() })[Symbol.asyncDispose]();
  const db = new Database(database);
  const now = Date.now();
  const agent = `CASE n % ${agents.length} ${agents.map((id, i) => `WHEN ${i} THEN '${id}'`).join(" ")} END`;
  const at = `(${now} - n * ${APART_MS})`;
  const rows = `WITH RECURSIVE row(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < ${conversations + deadLetters})`;
  const isDead = `n > ${conversations}`;
  try {
    db.exec(`
      BEGIN;
      INSERT INTO conversations (id, inbound_id, reply_to_id, channel, sender, join_mode, status, text, limits,
        created_at, deadline_at, closed_at)
      ${rows} SELECT 'conv_' || n, 'in_' || n, 'in_' || n, 'web', 'You', 'reply', 'closed',
        'Message ' || n || ': check the numbers of week ' || (n % 52), '{}', ${at}, ${at}, ${at} FROM row;
      INSERT INTO messages (message_id, conversation_id, lane, agent_id, kind, text, status, attempts, failures,
        total_attempts, error_class, last_error, result_text, reported, created_at, updated_at, finished_at)
      ${rows} SELECT 'in_' || n, 'conv_' || n, ${agent}, ${agent}, 'user', 'Message ' || n,
        iif(${isDead}, 'dead', 'completed'), 1, iif(${isDead}, 1, 0), 1, iif(${isDead}, 'auth', NULL),
        iif(${isDead}, 'The provider answered 401: the key was refused.', NULL),
        iif(${isDead}, NULL, 'The numbers agree.'), 1, ${at}, ${at}, ${at} FROM row;
      INSERT INTO runs (id, message_row_id, conversation_id, root_run_id, depth, agent_id, harness, provider, attempt,
        boot_id, status, output, error_class, error, input_tokens, output_tokens, cost_usd, created_at, started_at,
        finished_at)
      ${rows} SELECT 'run_' || n, (SELECT id FROM messages WHERE message_id = 'in_' || n), 'conv_' || n, 'run_' || n,
        0, ${agent}, 'demo', 'demo', 1, 'bench', iif(${isDead}, 'failed', 'completed'),
        iif(${isDead}, NULL, 'The numbers agree.'), iif(${isDead}, 'auth', NULL),
        iif(${isDead}, 'The provider answered 401: the key was refused.', NULL), 900, 120, 0.004, ${at}, ${at},
        ${at} + 4000 FROM row;
      INSERT INTO outbox (conversation_id, message_id, channel, sender, message, original_message, agent, status,
        idempotency_key, created_at, acked_at)
      ${rows} SELECT 'conv_' || n, 'in_' || n, 'web', 'You', 'The numbers agree.', 'Message ' || n, ${agent}, 'acked',
        'reply_' || n, ${at}, ${at} FROM row WHERE NOT ${isDead};
      WITH RECURSIVE row(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < ${room.posts})
      INSERT INTO chat_messages (team_id, from_agent, message, created_at) SELECT '${room.team}', ${agent},
        'Post ' || n || ': the numbers of week ' || (n % 52) || ' agree.', ${now} - (${room.posts} - n) * ${APART_MS} FROM row;
      COMMIT;`);
  } finally {
    db.close();
  }
}
