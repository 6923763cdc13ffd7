/**
 * The tables of `<home>/tinyagi.db`. Property names equal column names, so that rows of raw statements and of
 * Drizzle have one type. Times are milliseconds since the epoch. Change one of the `*-tables.ts`, run
 * `pnpm --filter @tinyagi/kernel migration`, and never edit a merged migration.
 */

import type { imports, pairings, senderDefaults, skillInstalls, tokens } from "./access-tables.js";
import type { approvals } from "./approval-tables.js";
import type { artifactLinks, artifacts } from "./artifact-tables.js";
import type { budgetStates, usageDays } from "./budget-tables.js";
import type { companyProposals, recallDocuments } from "./company-tables.js";
import type { graphNodes, graphs, spawnCalls } from "./graph-tables.js";
import type { inboundParts, sentMessages } from "./inbound-tables.js";
import type {
  agentMessages,
  chatMessages,
  conversations,
  events,
  messages,
  outbox,
  runs,
  sessions,
  settingsRevisions,
} from "./message-tables.js";
import type { placedRuns } from "./place-tables.js";
import type {
  comments,
  heartbeats,
  projects,
  scheduleRuns,
  schedules,
  taskBranches,
  taskPulls,
  tasks,
} from "./plan-tables.js";
import type { providerQuota } from "./provider-tables.js";

export {
  imports,
  pairings,
  pluginApprovals,
  searchProgress,
  senderDefaults,
  skillInstalls,
  tokens,
} from "./access-tables.js";
export { approvals, messageHolds } from "./approval-tables.js";
export { artifactLinks, artifacts } from "./artifact-tables.js";
export { budgetStates, budgetStops, usageDays } from "./budget-tables.js";
export { companyProposals, recallDocuments, recallVectors } from "./company-tables.js";
export { graphNodes, graphs, spawnCalls } from "./graph-tables.js";
export { inboundParts, sentMessages } from "./inbound-tables.js";
export {
  agentMessages,
  agentNotes,
  chatMessages,
  conversations,
  events,
  graphLocks,
  graphRecords,
  messages,
  outbox,
  roomMarks,
  runs,
  sessions,
  settingsRevisions,
} from "./message-tables.js";
export { placedRuns } from "./place-tables.js";
export {
  comments,
  heartbeats,
  projects,
  scheduleRuns,
  schedules,
  taskBranches,
  taskCounters,
  taskNeeds,
  taskPulls,
  taskSources,
  tasks,
} from "./plan-tables.js";
export { providerQuota } from "./provider-tables.js";

export type ConversationRow = typeof conversations.$inferSelect;
export type MessageRow = typeof messages.$inferSelect;
export type InboundPartRow = typeof inboundParts.$inferSelect;
export type SentMessageRow = typeof sentMessages.$inferSelect;
export type RunRow = typeof runs.$inferSelect;
export type OutboxRow = typeof outbox.$inferSelect;
export type EventRow = typeof events.$inferSelect;
export type SessionRow = typeof sessions.$inferSelect;
export type ChatMessageRow = typeof chatMessages.$inferSelect;
export type AgentMessageRow = typeof agentMessages.$inferSelect;
export type SettingsRevisionRow = typeof settingsRevisions.$inferSelect;
export type GraphRow = typeof graphs.$inferSelect;
export type GraphNodeRow = typeof graphNodes.$inferSelect;
export type SpawnCallRow = typeof spawnCalls.$inferSelect;
export type ProjectRow = typeof projects.$inferSelect;
export type TaskRow = typeof tasks.$inferSelect;
export type TaskBranchRow = typeof taskBranches.$inferSelect;
export type TaskPullRow = typeof taskPulls.$inferSelect;
export type CommentRow = typeof comments.$inferSelect;
export type ScheduleRow = typeof schedules.$inferSelect;
export type ScheduleRunRow = typeof scheduleRuns.$inferSelect;
export type HeartbeatRow = typeof heartbeats.$inferSelect;
export type PairingRow = typeof pairings.$inferSelect;
export type TokenRow = typeof tokens.$inferSelect;
export type SkillInstallRow = typeof skillInstalls.$inferSelect;
export type SenderDefaultRow = typeof senderDefaults.$inferSelect;
export type BudgetStateRow = typeof budgetStates.$inferSelect;
export type UsageDayRow = typeof usageDays.$inferSelect;
export type ImportRow = typeof imports.$inferSelect;
export type QuotaRow = typeof providerQuota.$inferSelect;
export type PlacedRunRow = typeof placedRuns.$inferSelect;
export type RecallDocumentRow = typeof recallDocuments.$inferSelect;
export type ArtifactRow = typeof artifacts.$inferSelect;
export type ArtifactLinkRow = typeof artifactLinks.$inferSelect;
export type CompanyProposalRow = typeof companyProposals.$inferSelect;
export type ApprovalRow = typeof approvals.$inferSelect;
