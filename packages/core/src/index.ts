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
export {
  createDispatcher,
  type Dispatcher,
  type DispatcherOptions,
  type RunSlot,
  SHUTDOWN_REASON,
} from "./dispatcher/dispatcher.js";
export { createJournal, type EventListener, type Journal } from "./journal/journal.js";
export { type ClaimedReply, createOutbox, type NewReplyInput, type Outbox } from "./outbox/outbox.js";
export { type Claim, createQueue, INTERRUPTIONS_MAX, type Queue, type QueueOptions } from "./queue/queue.js";
export { decideRetry, type RetryDecision, type RetryPolicy } from "./queue/retry.js";
export { isLegal, TRANSITIONS, transition } from "./queue/transition.js";
export type {
  AgentDirectory,
  InvokeRequest,
  InvokeResult,
  InvokerPort,
  OutcomePort,
  PreparedOutcome,
} from "./runner/ports.js";
export { createRunner, type Runner, type RunnerOptions } from "./runner/runner.js";
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
