/** Public surface of `@tinyagi/core`. */
export { type Clock, createSystemClock, type Timer } from "./base/clock.js";
export {
  FAILPOINTS,
  type FailpointName,
  type Failpoints,
  NO_FAILPOINTS,
  parseFailpoints,
} from "./base/failpoint.js";
export { createIds, type IdPrefix, type NewId } from "./base/ids.js";
export { type Log, SILENT_LOG } from "./base/log.js";
export { createVirtualClock, type VirtualClock } from "./base/virtual-clock.js";
export {
  createDispatcher,
  type Dispatcher,
  type DispatcherOptions,
  type RunSlot,
  SHUTDOWN_REASON,
} from "./dispatcher/dispatcher.js";
export { writeFileAtomic } from "./files/atomic-file.js";
export { OUTGOING_FILE_MAX_BYTES, type OutgoingFile, resolveOutgoingFile } from "./files/outgoing-file.js";
export { createSqliteJournal, type SqliteJournalOptions } from "./graph-journal/sqlite-journal.js";
export { createClaudeHarness } from "./harness/claude/claude-harness.js";
export { createCodexHarness } from "./harness/codex/codex-harness.js";
export { createDemoHarness } from "./harness/demo/demo-harness.js";
export { findProgram } from "./harness/sandbox.js";
export { loadOrCreateToken } from "./home/auth-token.js";
export { type HomePaths, homePaths } from "./home/home-paths.js";
export { removeLeftovers } from "./home/leftovers.js";
export { prepareHome } from "./home/prepare-home.js";
export { createInvoker, type Invoker } from "./invoker/invoker.js";
export { resolveProvider } from "./invoker/provider.js";
export { createJournal, type EventListener, type Journal } from "./journal/journal.js";
export { type ClaimedReply, createOutbox, type NewReplyInput, type Outbox } from "./outbox/outbox.js";
export { findMarkedProcesses, isSameProcess, processStartTime } from "./process/process-table.js";
export { createReaper, type Reaper } from "./process/reaper.js";
export { createPromptBuilder, type PromptBuilder } from "./prompt/prompt-builder.js";
export { PROTOCOL_TEXT } from "./prompt/protocol.js";
export { type Claim, createQueue, INTERRUPTIONS_MAX, type Queue, type QueueOptions } from "./queue/queue.js";
export { decideRetry, type RetryDecision, type RetryPolicy } from "./queue/retry.js";
export { isLegal, TRANSITIONS, transition } from "./queue/transition.js";
export type { RunnerOptions } from "./runner/context.js";
export type {
  AgentDirectory,
  InvokeRequest,
  InvokeResult,
  InvokerPort,
  OutcomePort,
  PreparedOutcome,
} from "./runner/ports.js";
export { createRunner, type Runner } from "./runner/runner.js";
export { createFirstRunSettings } from "./settings/first-run.js";
export { parseSettings } from "./settings/parse-settings.js";
export { saveSettings, settingsText } from "./settings/save-settings.js";
export { resolveSecret } from "./settings/secret.js";
export { maskSecrets, unmaskSecrets } from "./settings/secret-mask.js";
export {
  createSettingsService,
  type SettingsChange,
  type SettingsService,
} from "./settings/settings-service.js";
export { validateSettings } from "./settings/validate-settings.js";
export type {
  AgentMessageRow,
  ChatMessageRow,
  ConversationRow,
  MessageRow,
  OutboxRow,
  RunRow,
  SessionRow,
} from "./store/schema.js";
export { openStore, type Store } from "./store/store.js";
export { createWorkspaces, type Workspaces } from "./workspace/workspaces.js";
