/** Public surface of `@tinyagi/kernel`. */
export type {
  ApprovalAnswer,
  ApprovalAsk,
  ApprovalOutcome,
  Approvals,
} from "./approvals/approval-contract.js";
export type { ApprovalsOptions } from "./approvals/approval-parts.js";
export { approvalView, readHeld } from "./approvals/approval-view.js";
export { createApprovals } from "./approvals/approvals.js";
export { permissionRequest } from "./approvals/permission-request.js";
export { type Budgets, createBudgets } from "./budgets/budgets.js";
export type { BudgetRefusal } from "./budgets/live-meters.js";
export type { BudgetsOptions } from "./budgets/parts.js";
export { CONTINUES_WITHIN_MS } from "./budgets/raise.js";
export { listRaises, type Raise } from "./budgets/raises-of.js";
export type { Reservation } from "./budgets/reservations.js";
export type { Room } from "./budgets/reserve.js";
export { createClockWatch, onClockJump } from "./clock-watch/clock-watch.js";
export { createCodes, normalizeCode } from "./confirmations/code.js";
export { type Confirmations, type Consent, createConfirmations } from "./confirmations/confirmations.js";
export type { ConfirmationEvent, ConfirmedRequest } from "./confirmations/open-confirmations.js";
export { createDispatcher } from "./dispatcher/dispatcher.js";
export type { Dispatcher, DispatcherOptions, RunSlot } from "./dispatcher/dispatcher-contract.js";
export { createLanes, type LanePort, type Lanes } from "./dispatcher/lanes.js";
export type { RunWaits } from "./dispatcher/run-waits.js";
export { STOP, type StopReason } from "./dispatcher/stop-reason.js";
export { createSqliteJournal, type SqliteJournalOptions } from "./graph-journal/sqlite-journal.js";
export { conversationScope, messageScope, runScope } from "./journal/event-scope.js";
export { createJournal, type EventListener, type Journal, toEvent } from "./journal/journal.js";
export { createPayloads, type Payloads } from "./journal/payload.js";
export { createRedactor, type Redactor } from "./journal/redactor.js";
export { createWrittenTexts, type WrittenTexts } from "./journal/written-texts.js";
export { answerNotes, answerText } from "./message/answer-text.js";
export {
  type AgentResult,
  buildContext,
  type MessageContent,
  type MessageContext,
  type NewContent,
  storedContext,
  titleOfMessage,
} from "./message/content.js";
export { quoteForgedHeaders } from "./message/quote-headers.js";
export { renderPrompt, renderWithoutNotes } from "./message/render-prompt.js";
export { isSelfStarted, resolveSource } from "./message/source.js";
export { approvalNoticeText } from "./outbox/approval-notice.js";
export { createOutbox } from "./outbox/outbox.js";
export type { ClaimedReply, NewReplyInput, Outbox } from "./outbox/outbox-contract.js";
export { markConversationRead } from "./outbox/read-mark.js";
export { type PartLayout, partsOfReply, type ReplyLayout, type TextSpan } from "./outbox/reply-layout.js";
export {
  findUseRefusal,
  resolveDefaultAgent,
  type UseRefusal,
  type UseSettings,
  useRefusal,
  useRefusalNote,
  useRefusalText,
} from "./people/agent-use.js";
export {
  type Asker,
  type AskerFacts,
  findRole,
  listSenders,
  personOf,
  readAsker,
  storedAsker,
} from "./people/asker.js";
export { circleOfConversation, OWNERS, resolveCircle } from "./people/circle.js";
export { type Bots, isServed, type OwnerChat, ownerChat, reachedAt, reachedOn } from "./people/owner-chat.js";
export {
  isSamePerson,
  type PersonKey,
  type SenderKey,
  toKey,
  toPersonKey,
  toSenderKey,
} from "./people/sender-key.js";
export { isOfLogin } from "./providers/circuit-part.js";
export { createCircuits } from "./providers/circuits.js";
export type { Circuits } from "./providers/circuits-contract.js";
export {
  foldersOfOthers,
  hasSeveralLogins,
  loginOrder,
  loginSettings,
  resolveLogin,
} from "./providers/logins.js";
export { modelAliases } from "./providers/model-alias.js";
export {
  type ResolvedProvider,
  resolveAccesses,
  resolveChores,
  resolveProvider,
} from "./providers/provider.js";
export type { ProviderCheck } from "./providers/provider-check.js";
export type { ProviderTester } from "./providers/provider-tester.js";
export { isCurrent } from "./providers/quota.js";
export { type ChoiceRefusal, offeredEfforts, offeredModels, refuseChoice } from "./providers/run-choice.js";
export { isCounted } from "./queue/counted.js";
export { awaitedProvider, toFailureFact } from "./queue/failure-fact.js";
export { type HoldReason, readHold, spawnHold } from "./queue/hold-reason.js";
export type { DaemonEnd, Suspect } from "./queue/interrupted.js";
export { noticeWait, PATIENCE } from "./queue/patience.js";
export { providerEntries } from "./queue/provider-fallback.js";
export { createQueue, type QueueOptions } from "./queue/queue.js";
export type { Claim, Queue } from "./queue/queue-contract.js";
export { decideRetry, type RetryDecision, type RetryPolicy } from "./queue/retry.js";
export { isLegal, TRANSITIONS, transition } from "./queue/transition.js";
export { isFirstWait, isRetryWait, mayTryNow } from "./queue/waiting-row.js";
export { createRooms, type Rooms, type RoomsOptions } from "./rooms/rooms.js";
export { RUN_WRITE_LIMITS } from "./run-writes/run-write-limits.js";
export { createRunWrites, type RunWrites } from "./run-writes/run-writes.js";
export { type AdoptParts, adoptRun, decideLeft } from "./runner/adopt-run.js";
export type { RunnerOptions } from "./runner/context.js";
export { type Perceive, type PerceivedRun, unperceived } from "./runner/perceived.js";
export type {
  AgentDirectory,
  FinishedRun,
  InvokerPort,
  NodePort,
  OutcomePort,
  PreparedOutcome,
  RecalledNotes,
  RunLogin,
  SystemPrompt,
  TaskPlaces,
  WriteTitle,
  WrittenTitle,
} from "./runner/ports.js";
export { createRunLoop, type RunLoop, type RunLoopOptions } from "./runner/run-loop.js";
export { createRunner, type Runner } from "./runner/runner.js";
export { type SessionRequest, toSessionKey } from "./runner/session-scope.js";
export { stopColumns, stopData } from "./runner/stop-why.js";
export { createLiveRuns } from "./steering/live-runs.js";
export { createSteering } from "./steering/steering.js";
export type { RunSteering, SteerRequest } from "./steering/steering-contract.js";
export {
  type CommitMark,
  describeMissing,
  findMissing,
  type MissingCommits,
  readCommitMark,
  readInode,
  writeCommitMark,
} from "./store/commit-mark.js";
export {
  type DatabaseState,
  examineDatabase,
  isDatabaseOpen,
  openDatabase,
  translateOpening,
} from "./store/database.js";
export { checkDatabaseFile } from "./store/database-file.js";
export { deepCheckDatabase } from "./store/deep-check.js";
export { isBusy, sqliteCode } from "./store/fault.js";
export { createFileGuard } from "./store/file-guard.js";
export { checkSchemaVersion, readMigrations } from "./store/migrate.js";
export { readUnquoted } from "./store/old-forms/envelope.js";
export type {
  AgentMessageRow,
  ApprovalRow,
  ArtifactLinkRow,
  ArtifactRow,
  ChatMessageRow,
  CommentRow,
  CompanyProposalRow,
  ConversationRow,
  GraphNodeRow,
  GraphRow,
  HeartbeatRow,
  InboundPartRow,
  MessageRow,
  OutboxRow,
  PairingRow,
  PlacedRunRow,
  ProjectRow,
  RecallDocumentRow,
  RunRow,
  ScheduleRow,
  ScheduleRunRow,
  SentMessageRow,
  SessionRow,
  SettingsRevisionRow,
  SkillInstallRow,
  SpawnCallRow,
  TaskBranchRow,
  TaskPullRow,
  TaskRow,
  TokenRow,
} from "./store/schema.js";
export {
  copyWhileOpen,
  hasForeignSchema,
  revokeLinks,
  sealCopy,
} from "./store/statement/backup-statements.js";
export type {
  CardFilter,
  CardRow,
  CardRun,
  CardWork,
  ColumnNowRow,
  LaneTotal,
} from "./store/statement/card-statements.js";
export { stampBackup } from "./store/statement/commit-statements.js";
export { RECALL_PIECES_MAX, type RecallPiece, type RecallRow } from "./store/statement/company-statements.js";
export { type DeadPlace, type DeadRow, isInGraph } from "./store/statement/dead-letter-statements.js";
export type { DeepProblem } from "./store/statement/deep-check-statements.js";
export { type ImportStatements, importStatements } from "./store/statement/import-statements.js";
export { YIELD_MAX_MS } from "./store/statement/lane-order.js";
export type { LaneRow } from "./store/statement/lane-statements.js";
export {
  checkIntegrity,
  copyDatabase,
  databaseKind,
  foldWal,
  type LegacyRow,
  type LegacyTable,
  legacyRows,
  takeLegacyDatabase,
} from "./store/statement/legacy-statements.js";
export type { WaitingRow } from "./store/statement/message-wait-statements.js";
export { type PluginApprovalRow, pluginStatements } from "./store/statement/plugin-statements.js";
export type { ProjectFilter } from "./store/statement/project-statements.js";
export type { NamingRow } from "./store/statement/retention-statements.js";
export { BOARD_RANGE, type SearchSource, toRange } from "./store/statement/search-ranges.js";
export type {
  SearchEntry,
  SearchFilter,
  SearchRow,
  SearchStatements,
} from "./store/statement/search-statements.js";
export type { SpendCursor, SpendRun } from "./store/statement/spend-statements.js";
export type { LinkedRow, TaskFilter } from "./store/statement/task-statements.js";
export type { ThreadFacts } from "./store/statement/thread-statements.js";
export type { RunTreeRow } from "./store/statement/trace-statements.js";
export type { TrendCursor, TrendRun } from "./store/statement/trend-statements.js";
export { openStore, type Store, storeFiles } from "./store/store.js";
export type { WriteGate } from "./store/write-queue.js";
