/** The database itself refuses illegal states, whatever code writes them. */
import { describe, expect, test } from "vitest";
import { conversationRow, createMemoryStore, messageRow } from "./fixture.js";
import {
  approvalRow,
  eventRow,
  pairingRow,
  projectRow,
  replyRow,
  runRow,
  scheduleRow,
  scheduleRunRow,
  taskRow,
} from "./statement/fixture.js";
import type { Store } from "./store.js";

/** One row in every table that has a constraint on more than null. */
function seed(store: Store): void {
  store.conversations.insert(conversationRow("c1"));
  store.messages.insert(messageRow("a"));
  store.runs.insert(runRow("r1"));
  store.outbox.insert(replyRow("k1"));
  store.events.insert(eventRow("run.completed"));
  store.projects.insert(projectRow("web"));
  store.tasks.insert(taskRow("task_1", { project_id: "web" }));
  store.tasks.addComment({ ...COMMENT });
  store.taskBranches.insert({ ...BRANCH });
  store.taskPulls.put({ ...PULL });
  store.schedules.insert(scheduleRow("s1"));
  store.schedules.addRun(scheduleRunRow("s1", 10));
  store.pairings.put(pairingRow("1"));
  store.tokens.insert({ id: "tok_1", channel: "web", digest: "d1", created_at: 0 });
  store.approvals.insert(approvalRow("ask_1"));
  store.graphs.append("g", 1, "{}");
  store.graphs.insert({ id: "g", conversation_id: "c1", rules: "{}", created_at: 0 });
  store.graphs.insertNode({ graph_id: "g", node_id: "root", message_row_id: 1, settings: "{}" });
  store.graphs.insertCall({ ...CALL });
  store.artifacts.add({ ...ARTIFACT });
  store.company.addProposal({ ...PROPOSAL });
  store.company.putDocument({ path: "a.md", stamp: "1", source: "note", title: "A", summary: "" });
}

const CALL = {
  id: "call_1",
  graph_id: "g",
  node_id: "root",
  message_row_id: 1,
  run_id: "r1",
  via: "tool",
  plan: "{}",
  created_at: 0,
} as const;

const ARTIFACT = {
  agent_id: "a1",
  name: "plan.md",
  file: "f",
  conversation_id: "c1",
  run_id: "r1",
  created_at: 0,
} as const;

const PROPOSAL = {
  id: "note_1",
  path: "a.md",
  content: "x",
  base: "",
  reason: "new",
  status: "open",
  agent_id: "a1",
  conversation_id: "c1",
  created_at: 0,
  settled_at: null,
  settled_by: null,
} as const;

const PULL = {
  task_id: "task_1",
  branch: "tinyagi/t-1",
  target: "main",
  remote: "https://github.com/acme/app.git",
  tree: "t",
  pushed: "c",
  pushed_at: 0,
  number: 1,
  url: "https://github.com/acme/app/pull/1",
  state: "open",
  facts: "{}",
  problem: null,
  sent_comment: 0,
  sent_review: 0,
  sent_talk: 0,
  sent_checks: null,
  wakes: 0,
  seen_at: null,
  look_at: 0,
} as const;

const BRANCH = {
  task_id: "task_1",
  repository: "app",
  target: null,
  branch: "tinyagi/t-1",
  agent_id: null,
  folder: null,
  base: null,
  merged: null,
  merged_at: null,
  merged_tree: null,
  created_at: 0,
  updated_at: 0,
} as const;

const COMMENT = {
  id: "cmt_1",
  task_id: "task_1",
  author: "Ada",
  author_type: "user",
  content: "x",
  created_at: 0,
} as const;

function seeded(): Store {
  const store = createMemoryStore();
  store.writeNow(() => seed(store));
  return store;
}

/** Each constraint with an update that breaks it alone. */
const ILLEGAL = [
  ["conversations_status_check", "conversations SET status = 'done'"],
  ["conversations_join_check", "conversations SET join_mode = 'all'"],
  ["messages_status_check", "messages SET status = 'sleeping'"],
  ["messages_kind_check", "messages SET kind = 'letter'"],
  ["messages_claim_check", "messages SET status = 'processing'"],
  ["messages_claim_check", "messages SET run_id = 'r1'"],
  ["runs_status_check", "runs SET status = 'pending'"],
  ["graphs_status_check", "graphs SET status = 'stuck'"],
  ["spawn_calls_status_check", "spawn_calls SET status = 'asked'"],
  ["outbox_status_check", "outbox SET status = 'sent'"],
  ["projects_status_check", "projects SET status = ''"],
  ["tasks_status_check", "tasks SET status = 'doing'"],
  ["tasks_priority_check", "tasks SET priority = 'soon'"],
  ["tasks_assignee_check", "tasks SET assignee_type = 'user'"],
  ["task_branches_start_check", "task_branches SET agent_id = 'a1'"],
  ["task_branches_merged_check", "task_branches SET merged = 'c1'"],
  ["task_pulls_state_check", "task_pulls SET state = 'gone'"],
  ["task_pulls_number_check", "task_pulls SET number = NULL"],
  ["comments_author_check", "comments SET author_type = 'team'"],
  ["schedules_time_check", "schedules SET run_at = 5"],
  ["schedules_time_check", "schedules SET cron = NULL"],
  ["schedules_catch_up_check", "schedules SET catch_up = 'all'"],
  ["schedules_overlap_check", "schedules SET overlap = 'queue'"],
  ["schedule_runs_status_check", "schedule_runs SET status = 'late'"],
  ["pairings_state_check", "pairings SET state = 'blocked'"],
  ["pairings_role_check", "pairings SET role = 'admin'"],
  ["approvals_kind_check", "approvals SET kind = 'wish'"],
  ["company_proposals_status_check", "company_proposals SET status = 'later'"],
  ["recall_documents_source_check", "recall_documents SET source = 'chat'"],
  ["artifacts_version_check", "artifacts SET version = 0"],
  ["approvals_status_check", "approvals SET status = 'maybe'"],
] as const;

describe("an illegal value is refused by its CHECK constraint", () => {
  test.each(ILLEGAL)("%s: UPDATE %s", async (constraint, sql) => {
    await using store = seeded();
    expect(() => store.db.exec(`UPDATE ${sql}`)).toThrow(`CHECK constraint failed: ${constraint}`);
  });

  test("every CHECK constraint of the schema is covered by these updates", async () => {
    await using store = seeded();
    const sql = store.db
      .prepare<[], string>("SELECT sql FROM sqlite_schema WHERE sql LIKE '%CHECK%'")
      .pluck()
      .all();
    const names = new Set(sql.join("\n").match(/(?<=CONSTRAINT ")\w+_check(?=")/g));
    expect(new Set(ILLEGAL.map(([name]) => name))).toEqual(names);
  });
});

describe("a second row with the same key is refused", () => {
  test.each<[string, (store: Store) => unknown]>([
    [
      "conversations.id",
      (store) => store.conversations.insert(conversationRow("c1", { inbound_id: "other" })),
    ],
    [
      "conversations.channel, conversations.inbound_id",
      (store) => store.conversations.insert(conversationRow("c2", { inbound_id: "in_c1" })),
    ],
    ["runs.id", (store) => store.runs.insert(runRow("r1"))],
    ["outbox.idempotency_key", (store) => store.outbox.insert(replyRow("k1", { channel: "web" }))],
    ["projects.id", (store) => store.projects.insert(projectRow("web"))],
    ["tasks.identifier", (store) => store.tasks.insert(taskRow("task_2", { identifier: "T-task_1" }))],
    ["comments.id", (store) => store.tasks.addComment({ ...COMMENT })],
    ["schedules.label", (store) => store.schedules.insert(scheduleRow("s2", { label: "s1" }))],
    ["pairings.code", (store) => store.pairings.put(pairingRow("2", { code: "CODE1" }))],
    [
      "tokens.digest",
      (store) => store.tokens.insert({ id: "tok_2", channel: "web", digest: "d1", created_at: 0 }),
    ],
    ["graph_records.graph_id, graph_records.seq", (store) => store.graphs.append("g", 1, "{}")],
  ])("%s", async (columns, insert) => {
    await using store = seeded();
    expect(() => insert(store)).toThrow(`UNIQUE constraint failed: ${columns}`);
  });

  test("a used code is free again once its sender is approved", async () => {
    await using store = seeded();
    store.pairings.put(pairingRow("1", { state: "approved" }));
    store.pairings.put(pairingRow("2", { code: "CODE1" }));
    expect(store.pairings.byCode("CODE1")?.sender_id).toBe("2");
  });

  test("a lane has one processing message, even for a claim that skips the queue", async () => {
    await using store = seeded();
    store.messages.insert(messageRow("a"));
    const run = (id: number) =>
      store.db.prepare("UPDATE messages SET status = 'processing', run_id = 'r' WHERE id = ?").run(id);
    run(1);
    expect(() => run(2)).toThrow("UNIQUE constraint failed: messages.lane");
  });
});

describe("a foreign key", () => {
  test.each<[string, (store: Store) => unknown]>([
    [
      "a message needs its conversation",
      (store) => store.messages.insert(messageRow("a", { conversation_id: "none" })),
    ],
    ["a task needs its project", (store) => store.tasks.insert(taskRow("task_2", { project_id: "none" }))],
    [
      "a comment needs its task",
      (store) => store.tasks.addComment({ ...COMMENT, id: "cmt_2", task_id: "none" }),
    ],
    ["a due time needs its schedule", (store) => store.schedules.addRun(scheduleRunRow("none", 1))],
    ["a conversation with messages cannot be deleted", (store) => store.db.exec("DELETE FROM conversations")],
  ])("holds: %s", async (_name, write) => {
    await using store = seeded();
    expect(() => write(store)).toThrow("FOREIGN KEY constraint failed");
  });

  test("deleting a schedule deletes its history, and deleting a task its comments", async () => {
    await using store = seeded();
    expect([store.schedules.remove("s1"), store.tasks.remove("task_1")]).toEqual([1, 1]);
    expect(store.schedules.runs("s1", 10)).toEqual([]);
    expect(store.tasks.getComment("cmt_1")).toBeUndefined();
  });

  test("deleting a project keeps its tasks without a project", async () => {
    await using store = seeded();
    expect(store.projects.remove("web")).toBe(1);
    expect(store.tasks.get("task_1")).toMatchObject({ id: "task_1", project_id: null });
    expect(store.projects.remove("web")).toBe(0);
  });
});
