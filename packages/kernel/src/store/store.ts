/**
 * The store: one connection, its statements by aggregate, and the write queue. No other part of the project
 * contains SQL.
 */

import type { Clock } from "@tinyagi/base";
import { type Failpoints, NO_FAILPOINTS } from "@tinyagi/base";
import type Database from "better-sqlite3";
import { openDatabase } from "./database.js";
import { createFileGuard } from "./file-guard.js";
import { type ApprovalStatements, approvalStatements } from "./statement/approval-statements.js";
import { type ArtifactStatements, artifactStatements } from "./statement/artifact-statements.js";
import { type BatchStatements, batchStatements } from "./statement/batch-statements.js";
import { type BudgetStatements, budgetStatements } from "./statement/budget-statements.js";
import { type CardStatements, cardStatements } from "./statement/card-statements.js";
import { type CommitStatements, commitStatements } from "./statement/commit-statements.js";
import { type CompanyStatements, companyStatements } from "./statement/company-statements.js";
import { type ConversationStatements, conversationStatements } from "./statement/conversation-statements.js";
import { type CostStatements, costStatements } from "./statement/cost-statements.js";
import { type DeadLetterStatements, deadLetterStatements } from "./statement/dead-letter-statements.js";
import { type EventStatements, eventStatements } from "./statement/event-statements.js";
import { type GraphStatements, graphStatements } from "./statement/graph-statements.js";
import { type HeartbeatStatements, heartbeatStatements } from "./statement/heartbeat-statements.js";
import { type HistoryStatements, historyStatements } from "./statement/history-statements.js";
import { type HoldStatements, holdStatements } from "./statement/hold-statements.js";
import { type InboundStatements, inboundStatements } from "./statement/inbound-statements.js";
import { type LaneStatements, laneStatements } from "./statement/lane-statements.js";
import { type MessageStatements, messageStatements } from "./statement/message-statements.js";
import { type MetricStatements, metricStatements } from "./statement/metric-statements.js";
import { type OutboxStatements, outboxStatements } from "./statement/outbox-statements.js";
import { type PairingStatements, pairingStatements } from "./statement/pairing-statements.js";
import { type PlacedRunStatements, placedRunStatements } from "./statement/placed-run-statements.js";
import { type PluginStatements, pluginStatements } from "./statement/plugin-statements.js";
import { type ProjectStatements, projectStatements } from "./statement/project-statements.js";
import { type QuotaStatements, quotaStatements } from "./statement/quota-statements.js";
import { type RetentionStatements, retentionStatements } from "./statement/retention-statements.js";
import { type RoomStatements, roomStatements } from "./statement/room-statements.js";
import { type RunStatements, runStatements } from "./statement/run-statements.js";
import { type ScheduleStatements, scheduleStatements } from "./statement/schedule-statements.js";
import { type SearchStatements, searchStatements } from "./statement/search-statements.js";
import {
  type SenderDefaultStatements,
  senderDefaultStatements,
} from "./statement/sender-default-statements.js";
import { type SkillStatements, skillStatements } from "./statement/skill-statements.js";
import { type SpendStatements, spendStatements } from "./statement/spend-statements.js";
import { type TaskBranchStatements, taskBranchStatements } from "./statement/task-branch-statements.js";
import { type TaskPullStatements, taskPullStatements } from "./statement/task-pull-statements.js";
import { type TaskStatements, taskStatements } from "./statement/task-statements.js";
import { type ThreadStatements, threadStatements } from "./statement/thread-statements.js";
import { type TokenStatements, tokenStatements } from "./statement/token-statements.js";
import { type TraceStatements, traceStatements } from "./statement/trace-statements.js";
import { type TrendStatements, trendStatements } from "./statement/trend-statements.js";
import { type WhyStatements, whyStatements } from "./statement/why-statements.js";
import { createWriteQueue, type WriteQueue } from "./write-queue.js";

export interface Store extends WriteQueue, AsyncDisposable {
  readonly db: Database.Database;
  readonly commits: CommitStatements;
  readonly conversations: ConversationStatements;
  readonly threads: ThreadStatements;
  readonly messages: MessageStatements;
  /** What people's messages are made of, and where replies are shown. */
  readonly inbound: InboundStatements;
  readonly batches: BatchStatements;
  readonly deadLetters: DeadLetterStatements;
  readonly runs: RunStatements;
  readonly retention: RetentionStatements;
  readonly outbox: OutboxStatements;
  readonly events: EventStatements;
  readonly history: HistoryStatements;
  readonly graphs: GraphStatements;
  readonly plugins: PluginStatements;
  readonly skills: SkillStatements;
  readonly pairings: PairingStatements;
  readonly senderDefaults: SenderDefaultStatements;
  readonly tokens: TokenStatements;
  readonly schedules: ScheduleStatements;
  readonly heartbeats: HeartbeatStatements;
  /** What providers said about the windows of their logins. */
  readonly quota: QuotaStatements;
  readonly spend: SpendStatements;
  readonly trends: TrendStatements;
  readonly costs: CostStatements;
  readonly budgets: BudgetStatements;
  readonly why: WhyStatements;
  readonly traces: TraceStatements;
  readonly metrics: MetricStatements;
  readonly projects: ProjectStatements;
  readonly cards: CardStatements;
  readonly lanes: LaneStatements;
  readonly tasks: TaskStatements;
  readonly taskBranches: TaskBranchStatements;
  readonly taskPulls: TaskPullStatements;
  readonly approvals: ApprovalStatements;
  /** Runs on other machines. */
  readonly placedRuns: PlacedRunStatements;
  /** Reasons why pending messages must not be claimed. */
  readonly holds: HoldStatements;
  readonly rooms: RoomStatements;
  readonly search: SearchStatements;
  /** Files that agents sent, and public links to them. */
  readonly artifacts: ArtifactStatements;
  /** Notes and documents of the company, and proposed changes. */
  readonly company: CompanyStatements;
}

/** The files that a store uses while it is open. @param path as for {@link openStore} */
export function storeFiles(path: string): readonly string[] {
  return path === ":memory:" ? [] : [path, `${path}-wal`, `${path}-shm`];
}

/**
 * @param options.path file path, or `:memory:`
 * @throws AppError `STORE_DAMAGED`, `STORE_TOO_NEW`, `STORE_UNAVAILABLE`, `SQLITE_TOO_OLD`
 */
export function openStore(options: { path: string; clock: Clock; failpoints?: Failpoints }): Store {
  const db = openDatabase(options.path, options.failpoints ?? NO_FAILPOINTS);
  const queue = createWriteQueue(db, options.clock, createFileGuard(storeFiles(options.path)));
  return {
    db,
    ...queue,
    commits: commitStatements(db),
    conversations: conversationStatements(db),
    threads: threadStatements(db),
    messages: messageStatements(db),
    inbound: inboundStatements(db),
    batches: batchStatements(db),
    deadLetters: deadLetterStatements(db),
    runs: runStatements(db),
    retention: retentionStatements(db),
    outbox: outboxStatements(db),
    events: eventStatements(db),
    history: historyStatements(db),
    graphs: graphStatements(db),
    plugins: pluginStatements(db),
    skills: skillStatements(db),
    pairings: pairingStatements(db),
    senderDefaults: senderDefaultStatements(db),
    tokens: tokenStatements(db),
    schedules: scheduleStatements(db),
    heartbeats: heartbeatStatements(db),
    quota: quotaStatements(db),
    spend: spendStatements(db),
    trends: trendStatements(db),
    costs: costStatements(db),
    budgets: budgetStatements(db),
    why: whyStatements(db),
    traces: traceStatements(db),
    metrics: metricStatements(db),
    projects: projectStatements(db),
    cards: cardStatements(db),
    lanes: laneStatements(db),
    tasks: taskStatements(db),
    taskBranches: taskBranchStatements(db),
    taskPulls: taskPullStatements(db),
    approvals: approvalStatements(db),
    placedRuns: placedRunStatements(db),
    holds: holdStatements(db),
    rooms: roomStatements(db),
    search: searchStatements(db),
    artifacts: artifactStatements(db),
    company: companyStatements(db),
    async [Symbol.asyncDispose]() {
      if (!db.open) return;
      await queue.idle();
      try {
        db.pragma("wal_checkpoint(TRUNCATE)");
      } finally {
        // On a full disk the WAL stays beside the file, and the next start reads it.
        db.close();
      }
    },
  };
}
