/** Statements the daemon repeats must find their rows by index, whatever the backlog. */
import { partial } from "@tinyagi/testkit/partial";
import type Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { conversationRow, createTempStore, type TempStore } from "../fixture.js";
import { batchStatements } from "./batch-statements.js";
import { conversationStatements } from "./conversation-statements.js";
import { deadLetterStatements } from "./dead-letter-statements.js";
import { eventStatements } from "./event-statements.js";
import { historyStatements } from "./history-statements.js";
import { inboundStatements } from "./inbound-statements.js";
import { messageStatements } from "./message-statements.js";
import { metricStatements } from "./metric-statements.js";
import { outboxStatements } from "./outbox-statements.js";
import { pairingStatements } from "./pairing-statements.js";
import { retentionStatements } from "./retention-statements.js";
import { runStatements } from "./run-statements.js";
import { senderDefaultStatements } from "./sender-default-statements.js";

/** `db` with a note of each statement that ran, and the plan it had. */
function traced(db: Database.Database): { db: Database.Database; plans: () => string[] } {
  let plans: string[] = [];
  const explain = (sql: string, parameters: unknown[]) => {
    const rows = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
    plans.push(...rows.map((row) => row.detail));
  };
  const prepare = (sql: string) => {
    const statement = db.prepare(sql);
    const run =
      (method: "get" | "all" | "run" | "iterate") =>
      (...parameters: unknown[]) => {
        explain(sql, parameters);
        return statement[method](...parameters);
      };
    const wrapped = {
      get: run("get"),
      all: run("all"),
      run: run("run"),
      iterate: run("iterate"),
      pluck: () => {
        statement.pluck();
        return wrapped;
      },
    };
    return wrapped;
  };
  return {
    db: partial<Database.Database>({ prepare: prepare as Database.Database["prepare"] }),
    plans() {
      const seen = plans;
      plans = [];
      return seen;
    },
  };
}

/** `count` messages in ten lanes, most of them pending, and as many runs, replies and events. */
function fill({ store }: TempStore, count: number): void {
  store.writeNow(() => {
    store.conversations.insert(conversationRow("c1"));
    const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;
    store.db.exec(`${numbers} INSERT INTO messages (message_id,conversation_id,lane,agent_id,kind,text,status,run_id,not_before,created_at,updated_at)
      SELECT 'm' || i, 'c1', 'lane' || (i % 10), 'agent' || (i % 10), 'user', 'text', iif(i <= 5, 'processing', iif(i % 100 = 7, 'dead', 'pending')),
        iif(i <= 5, 'run' || i, NULL), iif(i = 6, 9000, NULL), i, i FROM n`);
    store.db.exec(`${numbers} INSERT INTO outbox (message_id,channel,sender,message,original_message,idempotency_key,created_at)
      SELECT 'm' || i, 'discord', 's', 'text', 'text', 'key' || i, i FROM n`);
  });
}

const now = 1_000;
const page = { limit: 100 };

describe.each([1_000, 100_000])("with %i rows", (count) => {
  test("no statement of the daemon reads a table row by row or sorts it", async () => {
    await using temp = createTempStore();
    fill(temp, count);
    const { db, plans } = traced(temp.store.db);
    const messages = messageStatements(db);
    const deadLetters = deadLetterStatements(db);
    const batches = batchStatements(db);
    const outbox = outboxStatements(db);
    const pairings = pairingStatements(db);
    const defaults = senderDefaultStatements(db);
    const runs = runStatements(db);
    const conversations = conversationStatements(db);
    const events = eventStatements(db);
    const history = historyStatements(db);
    const metrics = metricStatements(db);
    const retention = retentionStatements(db);
    const inbound = inboundStatements(db);
    const counts = { failures: 0, interruptions: 0 };
    const calls: Record<string, () => unknown> = {
      claimHead: () => messages.claimHead({ lane: "lane9", runId: "r", bootId: "b", now }),
      postsBehind: () => [...batches.behind({ lane: "lane9", id: 5, background: 0 }, 49)],
      toParts: () => inbound.of("c1"),
      partBefore: () => inbound.lastIn("telegram", "1"),
      sentThere: () => inbound.sent({ channel: "telegram", chat: "1", platform_id: "2" }),
      joinRun: () => batches.join(9, 5, now),
      completePost: () => batches.complete(9, 5, { text: null, reported: 0, now }),
      diePost: () => batches.die(9, 5, { ...counts, errorClass: "invalid", error: "e", now }),
      leavePost: () => batches.leave(9, 5, { ...counts, providerIndex: 0, lastError: null, now }),
      membersOfRun: () => batches.members(5),
      deadTogether: () => batches.dead(now, 5),
      openLanes: () => messages.openLanes(),
      toSender: () => pairings.get("telegram", "1"),
      senderOfCode: () => pairings.byCode("ABCD2345"),
      sendersWaiting: () => pairings.countWaiting("telegram"),
      sendersExpired: () => pairings.removeExpired("telegram", now),
      senderDefault: () => defaults.get("telegram", "1"),
      nextDue: () => messages.nextDue(),
      countByStatus: () => messages.countByStatus(),
      countQueued: () => messages.countQueued(now),
      openByAgent: () => messages.openByAgent(now),
      active: () => messages.active(100),
      dead: () => deadLetters.list({ agent: "agent7", before: { at: now, id: 9 }, limit: 100 }),
      deadOldest: () =>
        deadLetters.oldest({ after: { at: 1, id: 1 }, until: now, except: ["auth"], limit: 9 }),
      recover: () => messages.recover("boot", now),
      triedHeads: () => messages.triedHeads(now),
      interruptedBy: () => runs.interruptedBy(1, "run.daemon_died"),
      openInConversation: () => messages.openInConversation("c2"),
      firstOpen: () => messages.firstOpen("c2"),
      countInConversation: () => messages.countInConversation("c2"),
      pairCounts: () => messages.pairCounts("c2"),
      outboxPending: () => outbox.pending("discord", 10),
      outboxClaim: () => outbox.claim({ channel: "discord", limit: 10, now, leaseUntil: now }),
      outboxBury: () =>
        outbox.dieUnanswered({ channel: "discord", limit: 10, attempts: 10, error: "e", now }),
      outboxNewest: () => outbox.newest(10, null),
      outboxNewestOf: () => outbox.newest(10, "m5"),
      outboxOpen: () => outbox.countOpen(),
      repliesDead: () => metrics.deadReplies(),
      repliesToSweep: () => retention.repliesAfter(5, 200),
      repliesDeadToSweep: () => retention.deadRepliesAfter(5, 200),
      runs: () => runs.list(page),
      runsNewest: () => runs.list({ ...page, before: 5, newest: 1, top: 1 }),
      runsOfAgent: () => runs.list({ ...page, agent: "agent1", before: 5 }),
      runsUnsuccessful: () => runs.list({ ...page, status: "failed" }),
      runsLive: () => runs.list({ ...page, status: "running" }),
      runsCompleted: () => runs.list({ ...page, status: "completed", before: 5 }),
      latestAnswers: () => runs.latestAnswers("agent1", null, { among: 5 }),
      latestAnswersInConversation: () => runs.latestAnswers("agent1", "c1", { among: 5 }),
      runsCompletedByAgent: () => runs.list({ limit: 5, agent: "agent1", status: "completed" }),
      runsOfConversation: () => runs.list({ ...page, conversation: "c1" }),
      runsUnder: () => runs.underRoot("run1"),
      stray: () => runs.stray("boot"),
      conversations: () => conversations.list(page),
      conversationsOfMessage: () => conversations.list({ ...page, messageId: "in_c1" }),
      conversationsUnread: () => conversations.list({ ...page, unread: 1, channel: "web", before: 5 }),
      conversationsWithoutRooms: () => conversations.list({ ...page, withoutRooms: 1, before: 5 }),
      conversationsOpen: () => conversations.list({ ...page, status: "open", before: 5 }),
      conversationsFiltered: () =>
        conversations.list({ ...page, agent: "agent1", team: "dev", channel: "web", before: 5 }),
      waiting: () => conversations.waiting(),
      inbound: () => conversations.findInbound("api", "in_c1"),
      thread: () => conversations.findThread("api", "in_c1"),
      events: () => events.after(5, 10),
      eventsOfRun: () => events.ofRunAfter("run1", 0, 10),
      bounds: () => events.bounds(),
      promptsWith: () => history.promptsWith("agent1", "/home/files", 200),
      history: () => history.agentMessages("agent1", { limit: 10, sinceId: 5 }),
      room: () => history.chatMessages("team", { limit: 10, sinceId: 5 }),
      revisions: () => history.revisions(10, 5),
      revision: () => history.revision(5),
      lastRevision: () => history.lastRevision(),
      pruneRevisions: () => history.pruneRevisions(10),
    };
    // messages_live and runs_live hold what runs now, and nothing else.
    /** Reads of an index or of rows in primary-key order that end at a LIMIT or read counted entries only. */
    const ordered = new Set([
      "pruneRevisions",
      "outboxNewest",
      "repliesToSweep",
      "runs",
      "runsUnsuccessful",
      "runsCompleted",
      "conversations",
      "dead",
      "nextDue",
      "waiting",
    ]);
    /** Few rows by construction: what runs, what is stray, what waits. */
    const small = new Set([
      "active",
      "stray",
      "runsLive",
      "runsUnder",
      "waiting",
      "openByAgent",
      "pairCounts",
      "openInConversation",
      "firstOpen",
    ]);
    for (const [name, call] of Object.entries(calls)) {
      call();
      const plan = plans();
      const scans = plan.filter((line) =>
        /^SCAN (pairings|sender_defaults|messages|m|outbox|runs|conversations|c|events|agent_messages|chat_messages|settings_revisions)\b/.test(
          line,
        ),
      );
      const uncovered = scans.filter(
        (line) => !/COVERING INDEX|messages_live|runs_live/.test(line) && !ordered.has(name),
      );
      expect({ name, uncovered }).toEqual({ name, uncovered: [] });
      const sorts = plan.filter((line) => line.includes("TEMP B-TREE") && !small.has(name));
      expect({ name, sorts }).toEqual({ name, sorts: [] });
    }
  });

  test("the runs of one agent are found by their agent, whatever the others did", async () => {
    await using temp = createTempStore();
    const { db, plans } = traced(temp.store.db);
    runStatements(db).list({ limit: 5, agent: "agent1", status: "completed" });
    expect(plans()).toEqual(["SEARCH runs USING INDEX runs_agent (agent_id=?)"]);
  });

  test("the claim takes a look-up in each of the lane's indexes, and one for the holds of its head", async () => {
    await using temp = createTempStore();
    fill(temp, count);
    const { db, plans } = traced(temp.store.db);
    messageStatements(db).claimHead({ lane: "lane9", runId: "r", bootId: "b", now });
    expect(plans()).toEqual([
      "SEARCH messages USING INTEGER PRIMARY KEY (rowid=?)",
      "SCALAR SUBQUERY 1",
      "SEARCH messages USING COVERING INDEX messages_live (lane=?)",
      "SCALAR SUBQUERY 3",
      "SEARCH messages USING INTEGER PRIMARY KEY (rowid=?)",
      "SCALAR SUBQUERY 2",
      "SEARCH messages USING INDEX messages_background (lane=?)",
      "SCALAR SUBQUERY 4",
      "SEARCH messages USING INDEX messages_people (lane=?)",
      "SCALAR SUBQUERY 5",
      "SEARCH messages USING INDEX messages_background (lane=?)",
      "SCALAR SUBQUERY 6",
      "SEARCH messages USING COVERING INDEX messages_live (lane=?)",
      "CORRELATED SCALAR SUBQUERY 7",
      "SEARCH message_holds USING COVERING INDEX sqlite_autoindex_message_holds_1 (message_row_id=?)",
    ]);
  });

  test("what is due next, and who waits for it, is read from the index of waiting rows", async () => {
    await using temp = createTempStore();
    fill(temp, count);
    const { db, plans } = traced(temp.store.db);
    messageStatements(db).nextDue();
    expect(plans()).toEqual([
      "SEARCH messages USING COVERING INDEX messages_due (not_before>?)",
      "CORRELATED SCALAR SUBQUERY 1",
      "SEARCH message_holds USING COVERING INDEX sqlite_autoindex_message_holds_1 (message_row_id=?)",
    ]);
    conversationStatements(db).waiting();
    expect(plans()[0]).toMatch(/ m USING INDEX messages_due /);
  });

  test("the figures of the queue are right", async () => {
    await using temp = createTempStore();
    fill(temp, count);
    const { messages } = temp.store;
    const open = count - count / 100;
    const counts = new Map(messages.countByStatus().map((row) => [row.status, row.n]));
    expect(counts).toEqual(
      new Map([
        ["dead", count / 100],
        ["pending", open - 5],
        ["processing", 5],
      ]),
    );
    const lane = count / 10;
    // Lanes 1 to 5 run, lane 6 waits for a retry; nothing of lane 7 is held.
    expect(messages.countQueued(now)).toBe(6 * (lane - 1));
    const agents = new Map(messages.openByAgent(now).map(({ agent, ...rest }) => [agent, rest]));
    expect(agents.get("agent1")).toEqual({ pending: 0, queued: lane - 1, processing: 1 });
    expect(agents.get("agent6")).toEqual({ pending: 1, queued: lane - 1, processing: 0 });
    expect(agents.get("agent7")).toEqual({ pending: lane - count / 100, queued: 0, processing: 0 });
    expect(messages.openLanes()).toHaveLength(10);
    expect(messages.nextDue()).toBe(9_000);
    const active = messages.active(20);
    expect(active.slice(0, 5).map((row) => row.status)).toEqual(Array(5).fill("processing"));
    expect(active.slice(5).every((row) => row.status === "pending" && /[1-5]$/.test(row.lane))).toBe(true);
    expect(messages.active(3)).toHaveLength(3);
  });
});
