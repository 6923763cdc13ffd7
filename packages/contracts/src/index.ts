/** Public surface of `@tinyagi/contracts`. */
export { AppError, type ErrorDetail, isAppError } from "./app-error.js";
export {
  type ConversationDetail,
  type ConversationState,
  type ConversationView,
  conversationDetailSchema,
  conversationStateSchema,
  conversationViewSchema,
  MESSAGE_STATES,
  type MessageKind,
  type MessageState,
  type MessageView,
  messageKindSchema,
  messageStateSchema,
  messageViewSchema,
  RUN_STATES,
  type RunState,
  type RunView,
  runStateSchema,
  runViewSchema,
  timeSchema,
} from "./conversation.js";
export { ERROR_CODES, type ErrorCode } from "./error-code.js";
export {
  EVENT_SCHEMAS,
  EVENT_TYPES,
  type EventData,
  type EventScope,
  type EventType,
  type JournalEvent,
} from "./event.js";
export {
  GRAPH_JOURNAL_FORMAT,
  type GraphJournal,
  type GraphJournalLock,
  type GraphJournalRecord,
  graphJournalRecordSchema,
} from "./graph/journal.js";
export {
  type Harness,
  type HarnessContext,
  HarnessError,
  type HarnessEvent,
  type HarnessLimits,
  type HarnessRequest,
  type HarnessResult,
  type PermissionMode,
} from "./harness.js";
export {
  channelSchema,
  clientMessageIdSchema,
  entityIdSchema,
  ID_PATTERN,
  isEntityId,
  RESERVED_IDS,
} from "./id.js";
export {
  type ConversationLimits,
  conversationLimitsSchema,
  LIMIT_CODES,
  type LimitCode,
  limitCodeSchema,
  limitOverridesSchema,
} from "./limits.js";
export { agentMessageRow, chatMessageRow, entityRoutes, putAgentBody } from "./routes/entity-routes.js";
export {
  MESSAGE_TEXT_MAX,
  messageRoutes,
  type ResponseRow,
  responseRow,
  type SendMessageBody,
  sendMessageBody,
} from "./routes/message-routes.js";
export { deadLetterRow, queueRoutes } from "./routes/queue-routes.js";
export {
  KIB,
  limitQuery,
  MIB,
  okSchema,
  type RouteDefinition,
  type RouteMethod,
  type RouteScope,
  rowIdSchema,
  SMALL_BODY,
} from "./routes/route.js";
export { generatedIdSchema, type RunTreeNode, runTreeSchema, systemRoutes } from "./routes/system-routes.js";
export {
  type ErrorBody,
  ROUTES,
  type RouteCall,
  type RouteInput,
  type RouteName,
  type RouteOutput,
} from "./routes/table.js";
export {
  RUN_ERROR_CLASSES,
  type RunErrorClass,
  type RunErrorInfo,
  runErrorClassSchema,
  runErrorSchema,
} from "./run-error.js";
export {
  type AgentConfig,
  agentConfigSchema,
  type CustomProvider,
  customProviderSchema,
  type JoinMode,
  joinModeSchema,
  modelSchema,
  permissionModeSchema,
  providerSchema,
  type TeamConfig,
  teamConfigSchema,
} from "./settings/agent.js";
export {
  defaultSettings,
  executionSettingsSchema,
  type Settings,
  serverSettingsSchema,
  settingsSchema,
} from "./settings/settings.js";
export { type Usage, usageSchema } from "./usage.js";
