/** Tables of what messages go through: conversations, queue, runs, replies, events, histories, and the settings of each time. */
import type { Effort, PermissionMode, RunWhy } from "@tinyagi/contracts";
import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";

export const conversations = sqliteTable(
  "conversations",
  {
    id: text().primaryKey(),
    /** Idempotency key: the platform's or client's message id, unique per channel. */
    inbound_id: text().notNull(),
    /** The inbound id replies are threaded by; a follow-up keeps that of the conversation it follows. */
    reply_to_id: text().notNull(),
    channel: text().notNull(),
    sender: text().notNull(),
    sender_id: text(),
    team_id: text(),
    join_mode: text().$type<"reply" | "leader" | "stream">().notNull(),
    /** 1 when settings or the message asked for the mode, 0 when it is the default and may change at a handoff. */
    join_explicit: integer().notNull().default(0),
    status: text().$type<"open" | "closed" | "cancelled">().notNull().default("open"),
    text: text().notNull(),
    /** JSON of the steps of an explicit chain. */
    chain: text(),
    /** JSON of the limits in force. */
    limits: text().notNull(),
    /** JSON list of sentences for the person: unknown ids, limits that stopped something. */
    notes: text().notNull().default("[]"),
    limit_reached: text(),
    follow_up_of: text(),
    metadata: text(),
    /** When the person was notified that all remaining work waits for a retry. */
    noticed_at: integer(),
    created_at: integer().notNull(),
    deadline_at: integer().notNull(),
    closed_at: integer(),
    /** 1 for a heartbeat: an answer of "nothing to report" is recorded, not delivered. */
    quiet: integer().notNull().default(0),
    /** The task this conversation works on. */
    task_id: text(),
    /** JSON of the budget that the message itself set. */
    budget: text(),
    /** The first conversation of a series of follow-ups: they share its budget. Null for the first one. */
    budget_root: text(),
    /** The newest reply, by its number; null for none, or for one of an older release, which counts as read. */
    newest_reply: integer(),
    /** The operator has read the replies up to this number. */
    read_reply: integer().notNull().default(0),
    /** JSON of who asked: `[channel, id]` of an approved sender, or `"operator"`. Null: what channel and sender say. */
    asker: text(),
    /** Written by a model; null: it is the beginning of the text. */
    title: text(),
  },
  (t) => [
    uniqueIndex("conversations_inbound").on(t.channel, t.inbound_id),
    index("conversations_status").on(t.status, t.created_at),
    index("conversations_created").on(t.created_at),
    index("conversations_unread").on(t.created_at).where(sql`newest_reply > read_reply`),
    index("conversations_reply").on(t.reply_to_id, t.created_at),
    index("conversations_budget_root").on(t.budget_root).where(sql`budget_root IS NOT NULL`),
    index("conversations_task").on(t.task_id, t.created_at).where(sql`task_id IS NOT NULL`),
    check("conversations_status_check", sql`${t.status} IN ('open','closed','cancelled')`),
    check("conversations_join_check", sql`${t.join_mode} IN ('reply','leader','stream')`),
  ],
);

export const messages = sqliteTable(
  "messages",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    message_id: text().notNull(),
    conversation_id: text()
      .notNull()
      .references(() => conversations.id),
    /** FIFO key: the agent id for ordinary messages. */
    lane: text().notNull(),
    agent_id: text().notNull(),
    team_id: text(),
    /** `node`: the task of a sub-agent. */
    kind: text().$type<"user" | "handoff" | "room" | "chain" | "summary" | "node">().notNull(),
    from_agent: text(),
    parent_run_id: text(),
    hop: integer().notNull().default(0),
    chain_step: integer(),
    /** The words of its author. The prompt of its agent is rendered from this row at the claim. */
    text: text().notNull(),
    status: text()
      .$type<"pending" | "processing" | "completed" | "dead" | "cancelled">()
      .notNull()
      .default("pending"),
    /** Runs started since it was accepted or last replayed. */
    attempts: integer().notNull().default(0),
    /** Attempts that ended in a failure of the agent. */
    failures: integer().notNull().default(0),
    /** Attempts that ended because the daemon died. */
    interruptions: integer().notNull().default(0),
    total_attempts: integer().notNull().default(0),
    not_before: integer(),
    waiting_since: integer(),
    boot_id: text(),
    run_id: text(),
    error_class: text(),
    last_error: text(),
    /** The part of the answer that the person sees. */
    result_text: text(),
    /** JSON list of files the answer attaches. */
    result_files: text(),
    /** 1 once an outbox row has its answer or failure. */
    reported: integer().notNull().default(0),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
    finished_at: integer(),
    /** Row whose run also answers this one: room posts that waited together. */
    batched_into: integer(),
    /** Which entry of the agent's provider and its fallbacks the next attempt uses; 0 = its own. */
    provider_index: integer().notNull().default(0),
    /** What its sender wants while the agent is busy; null = it waits for its turn. */
    when_busy: text().$type<"collect" | "steer">(),
    /** JSON: the cause of the last failure, and for which provider the message waits because of it. */
    failure: text(),
    /** 1 for work that no person waits for: heartbeats and schedules. It yields to people. */
    background: integer().notNull().default(0),
    /** What its author wrote to several agents; null when there is nothing. */
    shared: text(),
    /** JSON of what else its agent reads (`MessageContext`); null when there is nothing. */
    context: text(),
    /** What lists call it. Null only in rows of older releases, until the first start has filled it. */
    title: text(),
    /** JSON list of notes of TinyAGI about the answer (`ReplyNote`); null when there are none. */
    result_notes: text(),
  },
  (t) => [
    // Empty once the rows of older releases are filled.
    index("messages_untitled").on(t.id).where(sql`title IS NULL`),
    // The claim reads the head of one lane. This index has open rows only, so 100,000 finished rows cost nothing.
    // It includes `status`, so that counting a lane reads no table rows.
    index("messages_lane").on(t.lane, t.id, t.status).where(sql`status IN ('pending','processing')`),
    // The oldest message of each kind in a lane, behind any number of the other kind.
    index("messages_background")
      .on(t.lane, t.id)
      .where(sql`status IN ('pending','processing') AND background = 1`),
    index("messages_people")
      .on(t.lane, t.id)
      .where(sql`status IN ('pending','processing') AND background = 0`),
    // The fence behind the dispatcher: a lane has one processing row, whoever claims.
    uniqueIndex("messages_live").on(t.lane).where(sql`status = 'processing'`),
    index("messages_dead").on(t.finished_at, t.id).where(sql`status = 'dead'`),
    index("messages_due").on(t.not_before).where(sql`status = 'pending' AND not_before IS NOT NULL`),
    index("messages_conversation").on(t.conversation_id, t.id),
    // Counts what is finished. Open and dead rows have their own indexes, so a claim changes none for the counts.
    index("messages_finished").on(t.status).where(sql`status IN ('completed','cancelled')`),
    // The messages in the run of another one.
    index("messages_batched").on(t.batched_into).where(sql`status = 'pending' AND batched_into IS NOT NULL`),
    index("messages_message_id").on(t.message_id),
    check(
      "messages_status_check",
      sql`${t.status} IN ('pending','processing','completed','dead','cancelled')`,
    ),
    check("messages_kind_check", sql`${t.kind} IN ('user','handoff','room','chain','summary','node')`),
    check("messages_claim_check", sql`(${t.status} = 'processing') = (${t.run_id} IS NOT NULL)`),
  ],
);

export const runs = sqliteTable(
  "runs",
  {
    id: text().primaryKey(),
    message_row_id: integer().notNull(),
    conversation_id: text().notNull(),
    parent_run_id: text(),
    root_run_id: text().notNull(),
    depth: integer().notNull(),
    agent_id: text().notNull(),
    harness: text().notNull().default(""),
    provider: text().notNull().default(""),
    model: text(),
    attempt: integer().notNull(),
    boot_id: text().notNull(),
    status: text()
      .$type<"starting" | "running" | "completed" | "failed" | "interrupted" | "cancelled">()
      .notNull(),
    pid: integer(),
    pid_start: text(),
    session_id: text(),
    output: text(),
    error_class: text(),
    error: text(),
    input_tokens: integer(),
    output_tokens: integer(),
    cached_tokens: integer(),
    cost_usd: real(),
    cost_estimated: integer(),
    created_at: integer().notNull(),
    started_at: integer(),
    finished_at: integer(),
    /** Working time in milliseconds. */
    active_ms: integer(),
    /** What the agent was permitted when it began. Null in rows of older releases. */
    permissions: text().$type<PermissionMode>(),
    /** Version of the agent CLI; null until it is known, where there is none, and in rows of older releases. */
    harness_version: text(),
    /** Which login of the provider it used; null where the provider has only one, and in rows of older releases. */
    login: text(),
    /** How much its model was to think. Null for what the program does by itself, and in rows of older releases. */
    effort: text().$type<Effort>(),
    /** Why it ended without an answer; null for another end, where a failure or a budget says it. */
    why: text().$type<RunWhy["code"]>(),
    /** Tokens of its newest prompt; null where the program says nothing of it, and in rows of older releases. */
    context_tokens: integer(),
    /** Tokens that its model takes at once, where the program or the settings say it. */
    context_window: integer(),
  },
  (t) => [
    index("runs_conversation").on(t.conversation_id, t.created_at),
    index("runs_agent").on(t.agent_id, t.created_at),
    // Runs with another status are most of all, so they are found in the order of their creation.
    index("runs_unsuccessful").on(t.created_at).where(sql`status IN ('failed','interrupted','cancelled')`),
    // A run without a parent is its own root. It contains what sums and traces of a tree read: the columns are stored behind
    // the output, so reading them from the row would read the whole output.
    index("runs_below")
      .on(
        t.root_run_id,
        t.created_at,
        t.id,
        t.parent_run_id,
        t.conversation_id,
        t.input_tokens,
        t.output_tokens,
        t.cached_tokens,
        t.cost_usd,
        t.cost_estimated,
      )
      .where(sql`parent_run_id IS NOT NULL`),
    index("runs_message").on(t.message_row_id),
    index("runs_created").on(t.created_at),
    // Whether a day has an estimate is asked for each budget, and most runs have none.
    index("runs_estimated").on(t.created_at, t.agent_id, t.conversation_id).where(sql`cost_estimated = 1`),
    index("runs_live").on(t.boot_id).where(sql`status IN ('starting','running')`),
    check(
      "runs_status_check",
      sql`${t.status} IN ('starting','running','completed','failed','interrupted','cancelled')`,
    ),
  ],
);

export const outbox = sqliteTable(
  "outbox",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    conversation_id: text(),
    message_id: text().notNull(),
    channel: text().notNull(),
    sender: text().notNull(),
    sender_id: text(),
    message: text().notNull(),
    original_message: text().notNull(),
    agent: text(),
    files: text().notNull().default("[]"),
    metadata: text(),
    status: text().$type<"pending" | "claimed" | "acked" | "dead">().notNull().default("pending"),
    attempts: integer().notNull().default(0),
    not_before: integer(),
    lease_until: integer(),
    last_error: text(),
    idempotency_key: text().notNull(),
    created_at: integer().notNull(),
    /** When its channel acknowledged it, or when it was given up. */
    acked_at: integer(),
    /** Replies of one chat are delivered one after the other. Empty in rows of older releases. */
    chat: text().notNull().default(""),
    /** The approval that the reply asks for. */
    approval_id: text(),
    /** JSON of where each agent's part is in `message`; null where nobody knows, and in rows of older releases. */
    layout: text(),
  },
  (t) => [
    // It includes `status`, so that counting reads no table rows.
    index("outbox_open").on(t.channel, t.id, t.status).where(sql`status IN ('pending','claimed')`),
    // The oldest reply of each chat of a channel, without reading table rows.
    index("outbox_chat").on(t.channel, t.chat, t.id).where(sql`status IN ('pending','claimed')`),
    index("outbox_dead").on(t.id).where(sql`status = 'dead'`),
    index("outbox_message").on(t.message_id),
    index("outbox_conversation").on(t.conversation_id),
    uniqueIndex("outbox_key").on(t.idempotency_key),
    check("outbox_status_check", sql`${t.status} IN ('pending','claimed','acked','dead')`),
  ],
);

export const events = sqliteTable(
  "events",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    type: text().notNull(),
    time: integer().notNull(),
    conversation_id: text(),
    run_id: text(),
    message_row_id: integer(),
    agent_id: text(),
    data: text().notNull(),
  },
  (t) => [index("events_conversation").on(t.conversation_id, t.seq), index("events_run").on(t.run_id, t.seq)],
);

export const sessions = sqliteTable(
  "sessions",
  {
    agent_id: text().notNull(),
    scope: text().notNull(),
    harness: text().notNull(),
    session_id: text().notNull(),
    /** JSON of the running totals that some harnesses report. */
    totals: text(),
    updated_at: integer().notNull(),
    /** What the provider refused in its last run: the same twice lies in the session. */
    refusal: text(),
  },
  (t) => [primaryKey({ columns: [t.agent_id, t.scope, t.harness] })],
);

export const chatMessages = sqliteTable(
  "chat_messages",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    team_id: text().notNull(),
    from_agent: text().notNull(),
    message: text().notNull(),
    created_at: integer().notNull(),
    /** The work that the post belongs to. Null in rows of older releases. */
    conversation_id: text(),
  },
  (t) => [index("chat_messages_team").on(t.team_id, t.id)],
);

/** How far the operator has read each chat room. One mark for all browsers, so that desk and phone agree. */
export const roomMarks = sqliteTable("room_marks", {
  team_id: text().primaryKey(),
  read_id: integer().notNull(),
  updated_at: integer().notNull(),
});

export const agentMessages = sqliteTable(
  "agent_messages",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    agent_id: text().notNull(),
    role: text().$type<"user" | "assistant">().notNull(),
    channel: text().notNull(),
    sender: text().notNull(),
    message_id: text().notNull(),
    content: text().notNull(),
    created_at: integer().notNull(),
  },
  (t) => [index("agent_messages_agent").on(t.agent_id, t.id)],
);

/** Host-written notes for an agent (a denied handoff), prefixed to the next message it gets. */
export const agentNotes = sqliteTable(
  "agent_notes",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    agent_id: text().notNull(),
    note: text().notNull(),
    created_at: integer().notNull(),
  },
  (t) => [index("agent_notes_agent").on(t.agent_id, t.id)],
);

/** Checkpoints of graphs, each a JSON record in the journal format; never changed once written. */
export const graphRecords = sqliteTable(
  "graph_records",
  {
    graph_id: text().notNull(),
    seq: integer().notNull(),
    record: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.graph_id, t.seq] })],
);

/** Who may append to a graph: a process, known by pid and start time. */
export const graphLocks = sqliteTable("graph_locks", {
  graph_id: text().primaryKey(),
  owner: text().notNull(),
  pid: integer().notNull(),
  pid_start: text(),
});

export const settingsRevisions = sqliteTable("settings_revisions", {
  id: integer().primaryKey({ autoIncrement: true }),
  author: text().notNull(),
  /** JSON list of changed paths. */
  paths: text().notNull(),
  /** The file as saved, including secrets, as in the file beside this database. */
  content: text().notNull(),
  created_at: integer().notNull(),
});
