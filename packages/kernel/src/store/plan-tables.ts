/** Tables of planned and due work: projects, tasks, comments, schedules, heartbeats. */
import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export const projects = sqliteTable(
  "projects",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    description: text().notNull().default(""),
    prefix: text().notNull(),
    color: text().notNull(),
    status: text().$type<"active" | "archived">().notNull().default("active"),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
  },
  (t) => [check("projects_status_check", sql`${t.status} IN ('active','archived')`)],
);

/** Highest number ever issued for each prefix: no identifier is issued twice, whatever is moved or deleted. */
export const taskCounters = sqliteTable("task_counters", {
  prefix: text().primaryKey(),
  last: integer().notNull(),
});

export const tasks = sqliteTable(
  "tasks",
  {
    id: text().primaryKey(),
    number: integer().notNull(),
    /** `PREFIX-number` of the project it was created in; a move keeps it. */
    identifier: text().notNull(),
    title: text().notNull(),
    description: text().notNull().default(""),
    status: text()
      .$type<"backlog" | "todo" | "in_progress" | "review" | "done">()
      .notNull()
      .default("backlog"),
    assignee: text().notNull().default(""),
    assignee_type: text().$type<"agent" | "team" | "">().notNull().default(""),
    project_id: text().references(() => projects.id, { onDelete: "set null" }),
    sort_order: integer().notNull().default(0),
    /** The conversation of its last dispatch. */
    conversation_id: text(),
    dispatched_at: integer(),
    dispatch_error: text(),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
    priority: text().$type<"urgent" | "high" | "medium" | "low" | "none">().notNull().default("none"),
    /** `2027-01-31`; null for no day. */
    due_on: text(),
  },
  (t) => [
    uniqueIndex("tasks_identifier").on(t.identifier),
    index("tasks_order").on(t.sort_order, t.created_at),
    index("tasks_project").on(t.project_id),
    index("tasks_assignee").on(t.assignee),
    index("tasks_moving").on(t.status).where(sql`status IN ('in_progress','review')`),
    check("tasks_status_check", sql`${t.status} IN ('backlog','todo','in_progress','review','done')`),
    check("tasks_priority_check", sql`${t.priority} IN ('urgent','high','medium','low','none')`),
    check("tasks_assignee_check", sql`${t.assignee_type} IN ('agent','team','')`),
  ],
);

/** Which tasks must be done before another one. */
export const taskNeeds = sqliteTable(
  "task_needs",
  {
    task_id: text()
      .notNull()
      .references(() => tasks.id, { onDelete: "cascade" }),
    needs_id: text()
      .notNull()
      .references(() => tasks.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.task_id, t.needs_id] }), index("task_needs_of").on(t.needs_id)],
);

/** Tasks that are worked on in a clone of a repository, on a branch of their own. */
export const taskBranches = sqliteTable(
  "task_branches",
  {
    task_id: text()
      .primaryKey()
      .references(() => tasks.id, { onDelete: "cascade" }),
    /** Its id in the settings. */
    repository: text().notNull(),
    /** The branch that the work starts from and goes to; null for the one that is checked out when it starts. */
    target: text(),
    /** The branch of the work. */
    branch: text().notNull(),
    /** Whose workspace has the clone; null before the first run. */
    agent_id: text(),
    folder: text(),
    /** The commit that it started from. */
    base: text(),
    /** The commit of the target since the work was merged. */
    merged: text(),
    merged_at: integer(),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
    /** What was merged; null also for what was merged before this was stored. Another tree in the clone is later work. */
    merged_tree: text(),
  },
  (t) => [
    check("task_branches_start_check", sql`(${t.agent_id} IS NULL) = (${t.base} IS NULL)`),
    check("task_branches_merged_check", sql`(${t.merged} IS NULL) = (${t.merged_at} IS NULL)`),
  ],
);

/** The work on a task at its remote. */
export const taskPulls = sqliteTable(
  "task_pulls",
  {
    task_id: text()
      .primaryKey()
      .references(() => tasks.id, { onDelete: "cascade" }),
    /** The branch of the work; another one of the same task has a row of its own later. */
    branch: text().notNull(),
    target: text().notNull(),
    /** The address that it was pushed to. */
    remote: text().notNull(),
    /** What was shown, and the commit that it was pushed as. */
    tree: text().notNull(),
    pushed: text().notNull(),
    pushed_at: integer().notNull(),
    number: integer(),
    url: text(),
    state: text().$type<"pushed" | "open" | "merged" | "closed">().notNull(),
    /** JSON of what the remote said. */
    facts: text().notNull(),
    problem: text(),
    /** The newest comment and review that the agent was sent, and the commit whose failed checks it was sent. */
    sent_comment: integer().notNull().default(0),
    sent_review: integer().notNull().default(0),
    sent_checks: text(),
    wakes: integer().notNull().default(0),
    seen_at: integer(),
    /** When TinyAGI looks again; null: never. */
    look_at: integer(),
    /** The newest comment of the conversation, which belongs to no line, that the agent was sent. */
    sent_talk: integer().notNull().default(0),
  },
  (t) => [
    index("task_pulls_due").on(t.look_at),
    check("task_pulls_state_check", sql`${t.state} IN ('pushed','open','merged','closed')`),
    check("task_pulls_number_check", sql`(${t.number} IS NULL) = (${t.state} = 'pushed')`),
  ],
);

/** Issues that became tasks. A row stays when its task is deleted: a subscription must not bring it back. */
export const taskSources = sqliteTable(
  "task_sources",
  {
    source: text().primaryKey(),
    task_id: text().references(() => tasks.id, { onDelete: "set null" }),
    created_at: integer().notNull(),
  },
  (t) => [index("task_sources_task").on(t.task_id)],
);

export const comments = sqliteTable(
  "comments",
  {
    id: text().primaryKey(),
    task_id: text()
      .notNull()
      .references(() => tasks.id, { onDelete: "cascade" }),
    author: text().notNull(),
    author_type: text().$type<"user" | "agent">().notNull().default("user"),
    content: text().notNull(),
    created_at: integer().notNull(),
  },
  (t) => [
    index("comments_task").on(t.task_id, t.created_at),
    check("comments_author_check", sql`${t.author_type} IN ('user','agent')`),
  ],
);

export const schedules = sqliteTable(
  "schedules",
  {
    id: text().primaryKey(),
    label: text().notNull(),
    /** Cron expression, or null for a one-shot. */
    cron: text(),
    run_at: integer(),
    /** IANA name; null = the machine's. */
    time_zone: text(),
    agent_id: text().notNull(),
    message: text().notNull(),
    channel: text().notNull(),
    sender: text().notNull(),
    enabled: integer().notNull().default(1),
    catch_up: text().$type<"once" | "skip">().notNull().default("once"),
    overlap: text().$type<"skip" | "allow">().notNull().default("skip"),
    /** The last handled due time: due times between it and now were missed. */
    last_due_at: integer(),
    created_at: integer().notNull(),
    updated_at: integer().notNull(),
    /** On whose behalf it fires, as in conversations. */
    asker: text(),
    /** 1 when a person chose its label. */
    is_named: integer().notNull().default(1),
  },
  (t) => [
    uniqueIndex("schedules_label").on(t.label),
    index("schedules_agent").on(t.agent_id),
    check("schedules_time_check", sql`(${t.cron} IS NULL) <> (${t.run_at} IS NULL)`),
    check("schedules_catch_up_check", sql`${t.catch_up} IN ('once','skip')`),
    check("schedules_overlap_check", sql`${t.overlap} IN ('skip','allow')`),
  ],
);

export const scheduleRuns = sqliteTable(
  "schedule_runs",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    schedule_id: text()
      .notNull()
      .references(() => schedules.id, { onDelete: "cascade" }),
    due_at: integer().notNull(),
    status: text().$type<"fired" | "skipped" | "failed">().notNull(),
    reason: text(),
    conversation_id: text(),
    created_at: integer().notNull(),
    /** How many due times passed without a message, as far as this entry says. */
    missed: integer().notNull().default(0),
  },
  (t) => [
    // A due time is handled once, also when the daemon died between the two writes.
    uniqueIndex("schedule_runs_due").on(t.schedule_id, t.due_at),
    check("schedule_runs_status_check", sql`${t.status} IN ('fired','skipped','failed')`),
  ],
);

export const heartbeats = sqliteTable("heartbeats", {
  agent_id: text().primaryKey(),
  last_sent_at: integer().notNull(),
  last_conversation_id: text(),
  /** Consecutive heartbeats that failed. */
  failures: integer().notNull().default(0),
});
