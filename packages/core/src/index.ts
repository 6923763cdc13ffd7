/** Public surface of `@tinyagi/core`. */
export type {
  ApprovalAnswer,
  ApprovalOutcome,
  ApprovalRequest,
  Approvals,
} from "./approvals/approval-contract.js";
export { approvalView } from "./approvals/approval-view.js";
export { type ApprovalsOptions, createApprovals } from "./approvals/approvals.js";
export { backUpBeforeMigration } from "./backup/automatic.js";
export { type Backups, createBackups } from "./backup/backups.js";
export type { AgentWorkspace } from "./backup/collect.js";
export { listBackups } from "./backup/create-backup.js";
export { createDailyBackups, type DailyBackups } from "./backup/daily-backups.js";
export { parseDailyName } from "./backup/daily-name.js";
export { readDailyState } from "./backup/daily-state.js";
export { createHomeMarks } from "./backup/home-marks.js";
export type { WorkspaceMode } from "./backup/manifest.js";
export { problemOfBackup } from "./backup/problem-of-backup.js";
export { type RestoreReport, restoreBackup } from "./backup/restore-backup.js";
export type { BackupTarget } from "./backup/target/backup-target.js";
export { openTarget, targetFolder } from "./backup/target/open-target.js";
export { type Clock, createSystemClock, type Timer } from "./base/clock.js";
export { cutText } from "./base/cut-text.js";
export {
  FAILPOINTS,
  type FailpointName,
  type Failpoints,
  NO_FAILPOINTS,
  parseFailpoints,
} from "./base/failpoint.js";
export { createIds, type IdPrefix, type NewId } from "./base/ids.js";
export { isAlive } from "./base/life-span.js";
export { type Log, SILENT_LOG } from "./base/log.js";
export { isMetadataUrl } from "./base/metadata-address.js";
export {
  findMarkedProcesses,
  isSameProcess,
  livingGroupMembers,
  type MarkedProcess,
  processStartTime,
  RUN_MARK,
} from "./base/process-table.js";
export { askVersion, findProgram, type VersionAnswer, versionIn } from "./base/program.js";
export { readableMessage } from "./base/readable-message.js";
export { createVirtualClock, type VirtualClock } from "./base/virtual-clock.js";
export { type BudgetRefusal, type Budgets, createBudgets } from "./budgets/budgets.js";
export type { BudgetsOptions } from "./budgets/parts.js";
export { type Raise, raisesOf } from "./budgets/raises-of.js";
export type { Reservation } from "./budgets/reservations.js";
export type { Room } from "./budgets/reserve.js";
export { createClockWatch, onClockJump } from "./clock-watch/clock-watch.js";
export { createCodes } from "./confirmations/code.js";
export {
  type ConfirmationEvent,
  type Confirmations,
  type ConfirmedRequest,
  type Consent,
  createConfirmations,
} from "./confirmations/confirmations.js";
export { createDigests, type Digests } from "./digest/digests.js";
export {
  createDispatcher,
  type Dispatcher,
  type DispatcherOptions,
  type RunSlot,
  SHUTDOWN_REASON,
} from "./dispatcher/dispatcher.js";
export type { RunWaits } from "./dispatcher/run-waits.js";
export { errorCode, writeFileAtomic } from "./files/atomic-file.js";
export { makeDirectory } from "./files/make-directory.js";
export {
  discardOutgoingFiles,
  OUTGOING_FILE_MAX_BYTES,
  type OutgoingFile,
  resolveOutgoingFile,
} from "./files/outgoing-file.js";
export { overwriteOwnFile } from "./files/own-file.js";
export { openFolderBelow, type PinnedFolder } from "./files/pinned-folder.js";
export { openRegularFile, readCapped } from "./files/safe-open.js";
export {
  folderOfSender,
  type NamedPlace,
  OPERATOR_FOLDER,
  placeOfFile,
  placesIn,
} from "./files/sent-files.js";
export { createSharedFiles, type SharedFiles } from "./files/shared-files.js";
export { isFresh, stampOf, statsOf } from "./files/stamp.js";
export { isWithin } from "./files/within.js";
export type { GitPlace } from "./git/scratch-repository.js";
export { createSqliteJournal, type SqliteJournalOptions } from "./graph-journal/sqlite-journal.js";
export {
  defaultInterval,
  heartbeatRule,
  intervalInForce,
  isHeartbeatWanted,
} from "./heartbeat/heartbeat-rule.js";
export {
  createHeartbeats,
  DEFAULT_HEARTBEAT_PROMPT,
  type Heartbeats,
  type HeartbeatsOptions,
} from "./heartbeat/heartbeats.js";
export { loadOrCreateToken } from "./home/auth-token.js";
export { ensureFolder } from "./home/ensure-folder.js";
export { type HomePaths, homePaths } from "./home/home-paths.js";
export { removeLeftovers } from "./home/leftovers.js";
export { prepareHome } from "./home/prepare-home.js";
export { finishSwap, isSwapPending } from "./home/swap.js";
export { type ImportOptions, importHome } from "./import/import-home.js";
export { findLegacyHome, hasOwnDatabase, type LegacyHome } from "./import/legacy-home.js";
export type { ImportReport } from "./import/report.js";
export { type LaneEntry, openLanes, waitOfMessage } from "./insight/lanes.js";
export { subAgentOf } from "./insight/retry-command.js";
export { SPEND_RUNS_MAX, spendReport } from "./insight/spend.js";
export { type Story, whyMessage } from "./insight/why.js";
export { messageScope, runScope } from "./journal/event-scope.js";
export { createJournal, type EventListener, type Journal } from "./journal/journal.js";
export { createPayloads, type Payloads } from "./journal/payload.js";
export { createRedactor, type Redactor } from "./journal/redactor.js";
export { createWrittenTexts, type WrittenTexts } from "./journal/written-texts.js";
export { createMemory, type Memory, type Note, type NoteEntry } from "./memory/memory.js";
export type { NoteMatch } from "./memory/note-search.js";
export {
  type AgentResult,
  contextOf,
  type MessageContent,
  type MessageContext,
  storedContext,
  titleOfMessage,
} from "./message/content.js";
export { quoteForgedHeaders } from "./message/quote-headers.js";
export { renderPrompt, renderWithoutNotes } from "./message/render-prompt.js";
export { approvalNoticeText } from "./outbox/approval-notice.js";
export { type ClaimedReply, createOutbox, type NewReplyInput, type Outbox } from "./outbox/outbox.js";
export { markConversationRead } from "./outbox/read-mark.js";
export { type PartLayout, partsOfReply, type ReplyLayout, type Span } from "./outbox/reply-layout.js";
export { CODE_TTL_MS, createPairing, type GateDecision, type Pairing } from "./pairing/pairing.js";
export {
  defaultAgentOf,
  type UseRefusal,
  type UseSettings,
  useRefusal,
  useRefusalOf,
  useRefusalText,
} from "./people/agent-use.js";
export {
  type Asked,
  type Asker,
  personOf,
  readAsker,
  roleOf,
  sendersOf,
  storedAsker,
} from "./people/asker.js";
export { circleOf, circleOfConversation, OWNERS } from "./people/circle.js";
export { type Bots, isServed, type OwnerChat, ownerChat, reachedAt, reachedOn } from "./people/owner-chat.js";
export {
  isSamePerson,
  type PersonKey,
  personKeyOf,
  type SenderKey,
  senderKeyOf,
} from "./people/sender-key.js";
export { createPerception } from "./perception/perception.js";
export { pictureFormat } from "./pictures/picture-format.js";
export { createPlugins, type Plugins } from "./plugins/plugins.js";
export { createReplyGate, type ReplyGate, type TransformedReply } from "./plugins/reply-gate.js";
export type { PluginsOptions } from "./plugins/running-plugins.js";
export { createPromptBuilder, type PromptBuilder } from "./prompt/prompt-builder.js";
export { PROTOCOL_TEXT } from "./prompt/protocol.js";
export { isOfLogin } from "./providers/circuit-part.js";
export { type Circuits, createCircuits } from "./providers/circuits.js";
export {
  foldersOfOthers,
  hasSeveralLogins,
  loginOf,
  loginOrder,
  loginSettings,
} from "./providers/logins.js";
export { modelAliases } from "./providers/model-alias.js";
export { type ResolvedProvider, resolveAccesses, resolveProvider } from "./providers/provider.js";
export type { ProviderCheck } from "./providers/provider-check.js";
export type { ProviderTester } from "./providers/provider-tester.js";
export { isCurrent } from "./providers/quota.js";
export { isCounted } from "./queue/counted.js";
export { awaitedProvider, failureFactOf } from "./queue/failure-fact.js";
export { CRASH_REASON, type DaemonEnd, type Suspect } from "./queue/interrupted.js";
export { noticeWait, PATIENCE } from "./queue/patience.js";
export { providerEntries } from "./queue/provider-fallback.js";
export { type Claim, createQueue, type Queue, type QueueOptions } from "./queue/queue.js";
export { decideRetry, type RetryDecision, type RetryPolicy } from "./queue/retry.js";
export { isLegal, TRANSITIONS, transition } from "./queue/transition.js";
export { isFirstWait, isRetryWait, mayTryNow } from "./queue/waiting-row.js";
export { createReferences, type References } from "./references/references.js";
export { createRetention, type Retention, type RetentionOptions } from "./retention/retention.js";
export { createRooms, type Rooms, type RoomsOptions } from "./rooms/rooms.js";
export { RUN_WRITE_LIMITS } from "./run-writes/run-write-limits.js";
export { createRunWrites, type RunWrites } from "./run-writes/run-writes.js";
export type { RunnerOptions } from "./runner/context.js";
export type { Perceive } from "./runner/perceived.js";
export type {
  AgentDirectory,
  InvokerPort,
  NodePort,
  OutcomePort,
  PreparedOutcome,
  RunLogin,
  RunResult,
  SystemPrompt,
} from "./runner/ports.js";
export { createRunLoop, type RunLoop, type RunLoopOptions } from "./runner/run-loop.js";
export { createRunner, type Runner } from "./runner/runner.js";
export { type SessionAsked, sessionKeyOf } from "./runner/session-scope.js";
export { AGENT_SCHEDULES_MAX, AGENT_SCHEDULES_PER_HOUR } from "./schedules/agent-limits.js";
export type { PrepareMessage, ReportSource } from "./schedules/firing.js";
export { type PreviewInput, previewTimes } from "./schedules/preview.js";
export type { ScheduleInput } from "./schedules/schedule-input.js";
export {
  createSchedules,
  SCHEDULES_MAX,
  type Schedules,
  type SchedulesOptions,
} from "./schedules/schedules.js";
export { createSearch, type Search, type SearchQuery } from "./search/search.js";
export { createFirstRunSettings } from "./settings/first-run.js";
export type { WeakerParts } from "./settings/from-outside.js";
export { diffJson } from "./settings/json-tree.js";
export { type ParsedSettings, parseSettings } from "./settings/parse-settings.js";
export { saveSettings, settingsText } from "./settings/save-settings.js";
export { isSecretReference, resolveSecret } from "./settings/secret.js";
export { maskSecrets, plainSecretsOf } from "./settings/secret-mask.js";
export type { SettingsAuthor } from "./settings/settings-author.js";
export { applyEdits } from "./settings/settings-edit.js";
export {
  checkSettingsText,
  editSettingsFile,
  replaceSettingsFile,
  type SettingsReport,
} from "./settings/settings-file.js";
export {
  createSettingsService,
  type SettingsChange,
  type SettingsService,
  type UpdateOptions,
} from "./settings/settings-service.js";
export { validateSettings } from "./settings/validate-settings.js";
export { shownChanges, weakenings } from "./settings/weakening.js";
export { type OpenSettingsOptions, openSettings } from "./settings-history/open-settings.js";
export {
  createSettingsRevisions,
  type SettingsRevisionDetail,
  type SettingsRevisions,
} from "./settings-history/settings-revisions.js";
export type { SkillPreview } from "./skills/preview.js";
export { readSkillFolder } from "./skills/skill-content.js";
export { createSkillIndex } from "./skills/skill-index.js";
export type { RegistryResult } from "./skills/skill-registry.js";
export {
  createSkills,
  type SkillDetail,
  type SkillEntry,
  type Skills,
  type SkillsOptions,
} from "./skills/skills.js";
export { createHearing, type Hearing, type HearingOptions, type RunTranscriber } from "./speech/hearing.js";
export {
  createSteering,
  type Steering,
  type SteerRequest,
} from "./steering/steering.js";
export {
  type CommitMark,
  describeMissing,
  findMissing,
  inodeOf,
  type MissingCommits,
  readCommitMark,
  writeCommitMark,
} from "./store/commit-mark.js";
export { type DatabaseState, examineDatabase, isDatabaseOpen } from "./store/database.js";
export { deepCheckDatabase } from "./store/deep-check.js";
export { createFileGuard } from "./store/file-guard.js";
export type {
  AgentMessageRow,
  ApprovalRow,
  ChatMessageRow,
  CommentRow,
  ConversationRow,
  GraphNodeRow,
  GraphRow,
  InboundPartRow,
  MessageRow,
  OutboxRow,
  PairingRow,
  ProjectRow,
  RunRow,
  SentMessageRow,
  SessionRow,
  SpawnCallRow,
  TaskRow,
} from "./store/schema.js";
export { type DeadPlace, isInGraph } from "./store/statement/dead-letter-statements.js";
export type { DeepProblem } from "./store/statement/deep-check-statements.js";
export type { NewContent, WaitingRow } from "./store/statement/message-statements.js";
export { openStore, type Store, storeFiles } from "./store/store.js";
export type { TaskCaller, TaskDispatch } from "./tasks/context.js";
export type { AcceptedMessage } from "./tasks/inbound.js";
export { createProjects, type Projects } from "./tasks/projects.js";
export type { TaskColumns } from "./tasks/reorder.js";
export { createTasks, type Tasks } from "./tasks/tasks.js";
export { startTelemetry } from "./telemetry/telemetry.js";
export {
  type ApiAddress,
  createRunAccess,
  type RunAccess,
  type RunGrant,
  TOKEN_FILE_VARIABLE,
} from "./tokens/run-access.js";
export {
  createTokenRegistry,
  type NewChannelToken,
  type TokenHolder,
  type TokenRegistry,
} from "./tokens/token-registry.js";
export { compareRuns } from "./traces/compare-runs.js";
export { readTrace } from "./traces/read-trace.js";
export { createNodePlaces, type NodePlace, type NodePlaces } from "./workspace/node-place.js";
export {
  expandHome,
  KEY_FOLDERS,
  realPathOf,
  resolveWorkspacePath,
} from "./workspace/path-policy.js";
export { assertPromptFile, promptFileProblem } from "./workspace/prompt-file.js";
export {
  AGENTS_FILE,
  HEARTBEAT_FILE,
  SOUL_FILE,
  type StarterFile,
  starterTexts,
} from "./workspace/starter-text.js";
export { createWorkspaces, type Workspaces, workspaceRoot } from "./workspace/workspaces.js";
export { type WorkspaceDiffOptions, workspaceDiff } from "./workspace-diff/workspace-diff.js";
