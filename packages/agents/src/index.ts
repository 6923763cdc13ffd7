/** Public surface of `@tinyagi/agents`. */
export {
  createPriceTable,
  DEFAULT_PRICES,
  DEFAULT_PRICES_AS_OF,
  FALLBACK_PRICE,
  type ModelPrice,
  type PriceTable,
  redactSecrets,
} from "@tinyagi/contracts";
export { BUDGET_WARNING_SHARE, type BudgetPort, type BudgetRequest } from "./budget.js";
export { type AgentClock, systemClock } from "./clock.js";
export type { ApprovalDecision, ApprovalRequest, Approver } from "./context/approval.js";
export type { CancellationView } from "./context/cancellation.js";
export type { AgentServices, RunContext } from "./context/context.js";
export { createRunRegistry, type LiveRun, type RunRegistry } from "./context/registry.js";
export {
  AnswerFormatError,
  GuardrailError,
  isUnfinished,
  ModelCallError,
  RunBudgetError,
  RunCancelledError,
  RunDeadlineError,
  RunLimitError,
  SessionBusyError,
  SubAgentDepthError,
  SubAgentInputError,
} from "./errors.js";
export type {
  AgentEvent,
  AgentEventData,
  AgentEventScope,
  AgentEventType,
  AgentListener,
  AgentSpanKind,
  EventPayload,
  SpanOutcome,
} from "./events/event.js";
export type { PayloadOptions } from "./events/payload.js";
export { createEventSink, type EventSink, type EventSinkOptions, type Span } from "./events/sink.js";
export {
  DEFAULT_RUN_LIMITS,
  LIMIT_NAMES,
  type LimitAction,
  type LimitName,
  type RunLimits,
  resolveLimits,
} from "./limits.js";
export type { AgentMiddleware, BeforeTool } from "./middleware/middleware.js";
export { type CompactingModel, type CompactingOptions, createCompactingModel } from "./model/compacting.js";
export { createFallbackModel, type FallbackOptions } from "./model/fallback.js";
export { createFunctionModel, type FunctionReply } from "./model/function-model.js";
export { DEFAULT_IDLE_TIMEOUT_MS, type IdleWatch, watchIdle } from "./model/idle.js";
export { fromLanguageModel, type ModelSettings } from "./model/language-model.js";
export {
  type AgentMessage,
  type AgentModel,
  type AssistantPart,
  type FinishReason,
  type ModelIo,
  type ModelReply,
  type ModelRequest,
  type SdkLanguageModel,
  type ToolOffer,
  userMessage,
} from "./model/model.js";
export { type PictureData, type PictureRef, picturePart, ToolPictures } from "./model/picture.js";
export { createModel, MODEL_PROVIDERS, type ModelOptions, type ModelProvider } from "./model/provider.js";
export { createSeeingModel, type SeeingModel, type SightOptions } from "./model/sight.js";
export { type JsonTranscript, transcriptFromJson, transcriptToJson } from "./model/transcript-json.js";
export type { GuardrailVerdict, InputGuardrail, OutputGuardrail } from "./run/guardrail.js";
export { type HandoffToolOptions, handoffTool } from "./run/handoff-tool.js";
export {
  AgentHarness,
  type AgentHarnessOptions,
  type AgentRun,
  type AgentRunOptions,
} from "./run/harness.js";
export type { RunResult } from "./run/result.js";
export type { ApprovalDecisions, SavedRun } from "./run/saved-run.js";
export {
  STEERING_COMMANDS,
  STEERING_TEXT_MAX,
  type SteeringCommand,
  type SteeringCommandType,
  type SteeringRefusal,
} from "./steering/command.js";
export type { Steering, SteeringOptions, SteeringReceipt } from "./steering/steering.js";
export { createMessageLanes, MESSAGE_LANES, type MessageLane, type MessageLanes } from "./subagent/lanes.js";
export { type SavedSession, type SessionOptions, SubAgentSession } from "./subagent/session.js";
export { PLAN_MAX_CHARS, type SpawnToolOptions, spawnTool } from "./subagent/spawn-tool.js";
export {
  type InvocationWithEvents,
  type InvokeOptions,
  SubAgent,
  type SubAgentOptions,
} from "./subagent/subagent.js";
export { SUBAGENT_INPUT_FIELD, subAgentTool } from "./subagent/tool.js";
export { type AiSdkToolOptions, fromAiSdkTools } from "./tool/ai-sdk-tools.js";
export {
  FIELD_MAX_CHARS,
  fieldsSchema,
  type ToolField,
  type ToolFields,
  type ToolFieldValue,
} from "./tool/fields.js";
export {
  connectMcpTools,
  createMcpTools,
  type ListedMcpServer,
  type ListedMcpTool,
  type McpCallResult,
  type McpServerOptions,
  type McpTools,
} from "./tool/mcp-tools.js";
export { NOT_COMPLETED, TOOL_OUTPUT_MAX } from "./tool/output.js";
export type { ActingAgent, HandoffTarget } from "./tool/tool.js";
export { type AgentTool, defineTool, type ToolContext, type ToolDefinition } from "./tool/tool.js";
export { addUsage, UsageMeter } from "./usage/usage.js";
