/** Public surface of `@tinyagi/contracts`. */

export {
  ACP_AGENT_IDS,
  ACP_AGENTS,
  ACP_PREFIX,
  type AcpAgentId,
  type AcpAgentRow,
  type AcpCheck,
  type AcpManners,
  acpAgentRow,
} from "./acp-agent-table.js";
export {
  ACT_CALLERS,
  ACT_IDS,
  ACTS,
  type ActCaller,
  type ActId,
  actIdSchema,
  type Right,
  rightTo,
} from "./acts/act.js";
export { changeLine, confirmationLines, GUARD_TEXTS } from "./acts/act-text.js";
export { type ConfirmedRoute, FURTHER_ACTS, ROUTE_ACTS, toAct } from "./acts/route-acts.js";
export { AGENT_STARTS, type AgentStart, agentStartSchema } from "./agent-start.js";
export { AGENT_TOOLS } from "./agent-tool.js";
export { AppError, type ErrorDetail, isAppError } from "./app-error.js";
export {
  APPROVAL_ID_PATTERN,
  APPROVAL_STATES,
  type ApprovalKind,
  type ApprovalState,
  type ApprovalView,
  approvalDigestSchema,
  approvalIdSchema,
  approvalKindSchema,
  approvalSchema,
  approvalStateSchema,
  DECISION_HOLD_MAX_MS,
  type HeldDecision,
} from "./approval.js";
export { type ApprovalNotice, approvalNoticeSchema, isWhole } from "./approval-notice.js";
export {
  type Artifact,
  type ArtifactLink,
  artifactEvents,
  artifactLinkSchema,
  artifactSchema,
} from "./artifact.js";
export {
  type AskAnswer,
  type AskFact,
  type AskProposal,
  askAnswerSchema,
  type GuidePart,
  QUESTION_MAX_CHARS,
} from "./ask.js";
export { readAuthorLabel, restoreLabel } from "./author-label.js";
export { AWAKE_STEP_MS, asleepIn } from "./awake-time.js";
export { SESSION_HEADER, SESSION_KEY } from "./browser-session.js";
export {
  type Budget,
  type BudgetAmounts,
  type BudgetExtension,
  type BudgetReached,
  type BudgetResource,
  type BudgetView,
  budgetAmountsSchema,
  budgetExtensionSchema,
  budgetReachedSchema,
  budgetResourceSchema,
  budgetSchema,
  budgetScopeSchema,
  budgetViewSchema,
  type OnLimit,
  onLimitSchema,
} from "./budget.js";
export {
  budgetAct,
  budgetSubject,
  extendCommand,
  readExtension,
} from "./budget-command.js";
export { type BudgetFact, budgetFactSchema } from "./budget-fact.js";
export {
  backgroundChannel,
  botChannel,
  CHANNELS,
  FETCHED_CHANNELS,
  LOCAL_CHANNELS,
  type PlatformName,
  parseBot,
  parsePlatform,
  roleOnChannel,
  toSettingsPath,
  UNFETCHED_CHANNELS,
  UNREAD_CHANNELS,
} from "./channel.js";
export {
  CHANNEL_STEPS,
  type ChannelSteps,
  type ChannelValue,
  channelSteps,
  howToReach,
  listSecretKeys,
  listValueKeys,
} from "./channel-steps.js";
export {
  chatCommandLines,
  leastRoleFor,
  menuText,
  namesFor,
  readersOf,
  usageLines,
} from "./chat-command-text.js";
export {
  CHAT_COMMAND_SYNONYMS,
  CHAT_COMMANDS,
  type ChatCommand,
  type ChatCommandForm,
  type ChatCommandName,
  type ChatCommandParameter,
  type ChatCommandReaders,
} from "./chat-commands.js";
export {
  companyEvents,
  EMBEDDING_PROBLEMS,
  type EmbeddingProblem,
  type EmbeddingState,
  embeddingAnswerSchema,
  embeddingStateSchema,
  type NoteProposal,
  type NoteProposalDetail,
  PROPOSAL_STATES,
  proposalDetailSchema,
  proposalSchema,
  RECALL_SOURCES,
  type RecallHit,
  recallHitSchema,
} from "./company.js";
export {
  type CodeProblem,
  type Confirmation,
  confirmationSchema,
  GUARDS,
  type Guard,
  type GuardChange,
  guardChangeSchema,
  type RequiredConfirmation,
  requiredConfirmationSchema,
} from "./confirmation.js";
export {
  CONFIRMATION_HEADER,
  ConfirmationRequired,
  isConfirmationRequired,
} from "./confirmation-required.js";
export { type ContextUse, contextUseSchema, type ShownContext, shownContextSchema } from "./context-use.js";
export {
  type ConversationDetail,
  type ConversationState,
  type ConversationView,
  conversationDetailSchema,
  conversationStateSchema,
  conversationViewSchema,
  type FailureAction,
  type FailureView,
  type MessageKind,
  type MessageSource,
  type MessageState,
  type MessageView,
  messageKindSchema,
  messageStateSchema,
  messageViewSchema,
  type RecordingView,
  type ReplyPart,
  type RunState,
  type RunView,
  recordingViewSchema,
  runStateSchema,
  runViewSchema,
  timeSchema,
  type WrittenText,
  writtenTextSchema,
} from "./conversation.js";
export { readDateText } from "./date-text.js";
export { DIGEST_LIST_MAX, type Digest, dailyDigestSchema } from "./digest.js";
export {
  type EffectivePrompt,
  effectivePromptSchema,
  joinPromptParts,
  type PromptDelivery,
  type PromptPart,
} from "./effective-prompt.js";
export { type Effort, effortSchema, type RunChoice } from "./effort.js";
export { isPlainElsewhere } from "./engine-url.js";
export { ERROR_CODES, type ErrorCode } from "./error-code.js";
export { ERROR_HELP, type ErrorHelp } from "./error-help.js";
export {
  EVENT_SCHEMAS,
  EVENT_TYPES,
  type EventData,
  type EventScope,
  type EventType,
  type JournalEvent,
} from "./event.js";
export { type ExactPart, partsAsMarkdown, partsAsText } from "./exact-part.js";
export type { ExposeOffer, ExposeProblem, Exposure } from "./expose.js";
export {
  EXPOSE_ANSWER_MS,
  EXPOSE_DEFAULT_MINUTES,
  EXPOSE_MAX_MINUTES,
  EXPOSE_MIN_MINUTES,
  EXPOSE_OFF,
  EXPOSE_READY_MS,
  EXPOSE_WAY_FACTS,
  EXPOSE_WAYS,
  type ExposeEnd,
  type ExposeProblemCode,
  type ExposeWay,
} from "./expose-facts.js";
export {
  type CancelFact,
  cancelFactSchema,
  type WindowFact,
  windowFactSchema,
} from "./failure/cancel-fact.js";
export { CLASS_OF_CAUSE, getCause, needsPerson } from "./failure/failure-cause.js";
export { type FailureFact, failureFactSchema } from "./failure/failure-fact.js";
export {
  causeOfReport,
  causeOfStatus,
  type FailureReport,
  isOverload,
} from "./failure/failure-forms.js";
export { causeStep, classStep, type StepWords, stepsEn } from "./failure/failure-words.js";
export { isPage, isPortalAnswer, PORTAL_WORDS } from "./failure/portal-page.js";
export { endingOf, FILE_KINDS, type FileKind, kindOfFile } from "./file-kind.js";
export { fileLine, givenFileName, type NamedFile, readFileLine } from "./file-line.js";
export { FILE_REFUSALS, type FileRefusal, fileRefusalWords, refusedFile } from "./file-refusal.js";
export { type ForeignServer, foreignServers, type LeftReason } from "./foreign-mcp.js";
export {
  type GithubCheck,
  type GithubIssue,
  type GithubReview,
  type GithubStatus,
  githubCheckSchema,
  githubChecksSchema,
  githubCommentSchema,
  githubIssueSchema,
  githubMergedSchema,
  githubPullSchema,
  githubRepositorySchema,
  githubReviewSchema,
  githubStatusSchema,
  githubTalkSchema,
} from "./github.js";
export {
  GRAPH_JOURNAL_FORMAT,
  type GraphJournal,
  type GraphJournalLock,
  type GraphJournalRecord,
  graphJournalRecordSchema,
  PRUNE_REASONS,
  type PruneReason,
} from "./graph/journal.js";
export {
  type BackgroundEnded,
  type ContextCompacted,
  failureWith,
  type Harness,
  type HarnessApi,
  type HarnessContext,
  type HarnessEndpoint,
  HarnessError,
  type HarnessErrorOptions,
  type HarnessEvent,
  type HarnessLimits,
  type HarnessMcp,
  type HarnessProgram,
  type HarnessReach,
  type HarnessRequest,
  type HarnessResult,
  type InvokedTurn,
  type RunPicture,
  type SteerTurn,
  type WaitingState,
} from "./harness.js";
export { ABILITIES, type Ability, abilitiesOf, HARNESS_MANNERS } from "./harness-abilities.js";
export {
  API_KEY_VARIABLE,
  ENDPOINT_HARNESSES,
  type EndpointHarness,
  HARNESS_IDS,
  HARNESSES,
  type HarnessId,
  type HarnessRow,
  harnessRow,
  SANDBOX_TOOLS,
  type SandboxTool,
} from "./harness-table.js";
export { HOLDS, type Hold, type HoldCode, holdCode, toWaitFact } from "./hold.js";
export { hostInUrl, hostOfSocket, isLoopback, LOOPBACK_NAMES, toAuthority } from "./host-name.js";
export {
  channelSchema,
  clientMessageIdSchema,
  entityIdSchema,
  ID_PATTERN,
  isEntityId,
  isNameLine,
  RESERVED_IDS,
} from "./id.js";
export { inputWords, MISSING_VALUE } from "./input-words.js";
export type { InvokeRequest, InvokeResult } from "./invoke.js";
export { nestsTooDeep } from "./json-depth.js";
export { JSON_DEPTH_MAX, JSON_FAULTS, type JsonFault } from "./json-fault.js";
export {
  type ConversationLimits,
  conversationLimitsSchema,
  LIMIT_CODES,
  type LimitCode,
  limitCodeSchema,
  limitOverridesSchema,
  RUN_WRITE_KINDS,
  type RunWriteKind,
} from "./limits.js";
export { DEFAULT_LOGIN } from "./login-name.js";
export { type MachineFacts, machineFactsSchema, type ProgramFacts } from "./machine-facts.js";
export { ANSWERED_MAX_CHARS, type MessageAbout, messageAboutSchema } from "./message-about.js";
export { findContextWindow, getContextWindow } from "./model-window.js";
export { nearestName } from "./nearest-name.js";
export {
  type NetworkProbe,
  type NetworkReport,
  type NetworkStage,
  networkReportSchema,
} from "./network-check.js";
export {
  AGENT_HOST,
  CERTIFICATE_NAMES,
  hasProxyPassword,
  isHttpProxy,
  NETWORK_NAMES,
  networkVariables,
  proxySecrets,
  withNetworkSettings,
} from "./network-variables.js";
export {
  childNode,
  isBelowNode,
  nodeDepth,
  nodeName,
  nodeParent,
  nodePath,
  nodeRoot,
  ROOT_NODE,
} from "./node-id.js";
export { type NodeWhy, nodeReason, nodeWhyBefore, nodeWhySchema } from "./node-why.js";
export {
  type AheadProgram,
  type AheadState,
  aheadProgramSchema,
  type ClosedPrograms,
  closedProgramsSchema,
  type OpenPrograms,
  openProgramsSchema,
} from "./open-programs.js";
export { parseOptions } from "./parse-options.js";
export {
  type PermissionBrief,
  type PermissionFacts,
  type PlannedChange,
  permissionFactsSchema,
  plannedChangeSchema,
} from "./permission-facts.js";
export {
  DEFAULT_PERMISSIONS,
  PERMISSION_MODES,
  type PermissionMode,
  stricterMode,
} from "./permission-mode.js";
export {
  definePlugin,
  type HookContext,
  type HookResult,
  type LegacyPluginEvents,
  type Plugin,
  type PluginContext,
  type PluginEvent,
  type PluginEvents,
  type PluginHook,
  type PluginHooks,
  type PluginLogLevel,
} from "./plugin.js";
export {
  createPriceTable,
  DEFAULT_PRICES,
  DEFAULT_PRICES_AS_OF,
  FALLBACK_PRICE,
  type ModelPrice,
  type PriceTable,
} from "./prices.js";
export {
  API_FORMATS,
  type ApiFormat,
  CUSTOM_PREFIX,
  DEFAULT_API_FORMAT,
  DEFAULT_PROVIDER,
  harnessOfProvider,
  MODEL_PROVIDER_IDS,
  type ModelProviderId,
  PROVIDER_IDS,
  PROVIDERS,
  type ProviderId,
  type ProviderProgram,
  type ProviderRow,
  programOfProvider,
  providerRow,
} from "./provider-table.js";
export { proxyOf } from "./proxy-choice.js";
export { PULL_PROBLEMS, type PullProblem } from "./pull-problems.js";
export {
  PUSH_DEVICES_MAX,
  type PushDevice,
  type PushKind,
  type PushNotice,
  type PushProblem,
  type PushSubscriptionInput,
  pushSubscriptionSchema,
} from "./push.js";
export { formatPeriod, periodText, type QuotaWindow, quotaWindowSchema } from "./quota.js";
export { type Advice, adviceSchema, type Reason, reasonSchema } from "./reason.js";
export { redactSecrets, redactText, unfinishedSecretAt } from "./redact.js";
export {
  REFERENCE_EFFECTS,
  REFERENCE_TARGETS,
  type Reference,
  type ReferenceRole,
  type ReferenceTarget,
  referenceSchema,
  referenceTargetSchema,
} from "./reference.js";
export { type ReplyNote, replyNoteSchema } from "./reply-note.js";
export { RESET_MAX_MS, type ResetFacts, resetIn, UNDATED_MAX_MS } from "./reset-time/reset-time.js";
export {
  type AgentUseFacts,
  agentRefusal,
  isAtLeast,
  ROLES,
  SENDER_ROLES,
  type SenderRole,
  senderRoleSchema,
} from "./role.js";
export { approvalRoutes } from "./routes/approval-routes.js";
export {
  type BackupStatus,
  backupFileSchema,
  backupRoutes,
  backupStatusSchema,
  type DailyBackupState,
  dailyBackupStateSchema,
  type LeftOut,
  leftOutSchema,
} from "./routes/backup-routes.js";
export { type BudgetStop, budgetStopSchema } from "./routes/budget-routes.js";
export {
  CHANNEL_STATES,
  type ChannelState,
  type ChannelStatus,
  channelRoutes,
  channelStateSchema,
  channelStatusSchema,
} from "./routes/channel-routes.js";
export { companyNoteEntrySchema, companyRoutes } from "./routes/company-routes.js";
export { digestRoutes } from "./routes/digest-routes.js";
export {
  agentMessageRow,
  chatMessageRow,
  entityRoutes,
  FIRST_SINCE_TIME,
  putAgentBody,
  type RoomView,
  roomViewSchema,
} from "./routes/entity-routes.js";
export {
  type HeartbeatState,
  heartbeatRoutes,
  heartbeatStateSchema,
} from "./routes/heartbeat-routes.js";
export {
  insightRoutes,
  SPEND_GROUPS,
  type SpendDay,
  type SpendGroupName,
  type SpendSumsByDay,
  type SpendSumsView,
  type StoryEvent,
  type StoryOutcome,
  type StoryStep,
  spendSchema,
  storyStepSchema,
  type TrendDay,
  type TrendFigures,
} from "./routes/insight-routes.js";
export {
  type McpServerView,
  type McpToolView,
  mcpServerRoutes,
  mcpServerView,
} from "./routes/mcp-server-routes.js";
export { memoryRoutes, noteEntrySchema, noteSchema } from "./routes/memory-routes.js";
export {
  MESSAGE_TEXT_MAX,
  messageRoutes,
  REPLY_LEASE_MAX_MS,
  REPLY_WAIT_MAX_MS,
  type ResponseRow,
  responseRow,
  type SendMessageBody,
  SHOWN_MAX,
  sendMessageBody,
  type UndeliveredReply,
  undeliveredReplySchema,
} from "./routes/message-routes.js";
export type { MoveState, MoveView } from "./routes/move-routes.js";
export {
  type ChatCompletion,
  type ChatCompletionBody,
  type ChatModel,
  type ChatTurn,
  type ChatUsage,
  openaiRoutes,
} from "./routes/openai-routes.js";
export { openapiRoutes } from "./routes/openapi-routes.js";
export {
  type ApprovedSender,
  type PendingSender,
  pairingRoutes,
  senderIdSchema,
} from "./routes/pairing-routes.js";
export {
  digestSchema,
  PLUGIN_STATES,
  type PluginView,
  pluginNameSchema,
  pluginRoutes,
  pluginViewSchema,
} from "./routes/plugin-routes.js";
export { projectIdSchema, projectRoutes } from "./routes/project-routes.js";
export { promptRoutes } from "./routes/prompt-routes.js";
export {
  customProviderView,
  type LoginView,
  loginViewSchema,
  type ProviderTestResult,
  type ProviderTestStep,
  providerRoutes,
  providerTestResult,
  providerTestStep,
  providerView,
  type TestAdvice,
} from "./routes/provider-routes.js";
export {
  type DeadGroup,
  deadGroupSchema,
  deadLetterRow,
  type Lane,
  type LaneMessage,
  laneMessageSchema,
  laneSchema,
  queueRoutes,
} from "./routes/queue-routes.js";
export { referenceRoutes } from "./routes/reference-routes.js";
export {
  KIB,
  limitQuery,
  MIB,
  okSchema,
  type RouteCaller,
  type RouteDefinition,
  type RouteMethod,
  type RouteScope,
  rowIdSchema,
  SMALL_BODY,
} from "./routes/route.js";
export {
  createScheduleBody,
  putScheduleBody,
  type ReportChat,
  reportChatSchema,
  SCHEDULE_TEXT_MAX,
  type ScheduleDay,
  type SchedulePreview,
  type ScheduleRunView,
  type ScheduleView,
  type ScheduleWeek,
  scheduleDaySchema,
  scheduleLabelSchema,
  schedulePreviewSchema,
  scheduleRoutes,
  scheduleRunSchema,
  scheduleViewSchema,
  scheduleWeekSchema,
} from "./routes/schedule-routes.js";
export {
  SEARCH_KINDS,
  type SearchHit,
  type SearchKind,
  searchHitSchema,
  searchKindSchema,
  searchRoutes,
} from "./routes/search-routes.js";
export { serviceRoutes } from "./routes/service-routes.js";
export {
  type SettingsDifference,
  type SettingsEdit,
  type SettingsRevision,
  settingsDifferenceSchema,
  settingsEditSchema,
  settingsRevisionSchema,
  settingsRoutes,
} from "./routes/settings-routes.js";
export {
  type FoundAccess,
  type FoundProvider,
  foundProviderSchema,
  STARTER_TEAM_IDS,
  type StarterLanguage,
  type StarterTeamId,
  setupRoutes,
  starterLanguageSchema,
  starterTeamIdSchema,
  starterTeamSchema,
} from "./routes/setup-routes.js";
export {
  registryAnswerSchema,
  skillEntrySchema,
  skillPreviewSchema,
  skillRoutes,
} from "./routes/skill-routes.js";
export { steeringRoutes } from "./routes/steering-routes.js";
export {
  type AgentHostStatus,
  type Attention,
  agentHostStatusSchema,
  type ContainmentLack,
  type ContainmentStatus,
  containmentStatusSchema,
  generatedIdSchema,
  type ProviderPause,
  providerPauseSchema,
  type RunTreeNode,
  runTreeSchema,
  systemRoutes,
} from "./routes/system-routes.js";
export {
  type ErrorBody,
  ROUTES,
  type RouteCall,
  type RouteInput,
  type RouteName,
  type RouteOutput,
} from "./routes/table.js";
export {
  COMMENT_MAX,
  commentIdSchema,
  taskIdSchema,
  taskRefSchema,
  taskRoutes,
} from "./routes/task-routes.js";
export { ENGINE_STATES, type EngineView, type MachineView, type WorkerView } from "./routes/worker-routes.js";
export {
  type FailureCause,
  failureCauseSchema,
  type RunErrorClass,
  type RunErrorInfo,
  runErrorClassSchema,
  runErrorSchema,
} from "./run-error.js";
export {
  GRAPH_NODE_STATES,
  GRAPH_STATES,
  type GraphNodeState,
  type GraphNodeView,
  graphForkSchema,
  graphNodeStateSchema,
  graphNodeViewSchema,
  type RunGraph,
  type RunPlace,
  runGraphSchema,
  runPlaceSchema,
} from "./run-graph.js";
export {
  REPLAY_STEP_TYPES,
  type ReplayStep,
  type RunReplay,
  replayStepSchema,
  runReplaySchema,
} from "./run-replay.js";
export type { RunWork } from "./run-work.js";
export {
  type AgentConfig,
  agentConfigSchema,
  apiFormatSchema,
  type CustomProvider,
  customHarnessSchema,
  customProviderSchema,
  type FallbackEntry,
  fallbackSchema,
  type JoinMode,
  joinModeSchema,
  modelSchema,
  permissionModeSchema,
  providerSchema,
  type TeamConfig,
  teamConfigSchema,
} from "./settings/agent.js";
export {
  type BackupSettings,
  backupSettingsSchema,
  clockTimeSchema,
  workspaceModeSchema,
} from "./settings/backup.js";
export { SETTINGS_CHANGES_MAX } from "./settings/changes-max.js";
export { DEBOUNCE_DEFAULT_MS, getDebounce } from "./settings/channel.js";
export {
  CONTAINER_IMAGE,
  CONTAINER_NETWORKS,
  CONTAINER_RUNTIMES,
  type ContainerNetwork,
  type ContainerReach,
  type ContainerRules,
  type ContainerRuntime,
  type ContainerSettings,
  containerRules,
  tightenReach,
} from "./settings/container.js";
export { dangerousVariable } from "./settings/dangerous-variable.js";
export { type DigestSettings, digestSettingsSchema } from "./settings/digest.js";
export { executionSettingsSchema } from "./settings/execution.js";
export { HEARTBEAT_INTERVAL_MIN_S, heartbeatIntervalSchema } from "./settings/heartbeat.js";
export { type JsonSchema, settingsJsonSchema } from "./settings/json-schema.js";
export { LOGIN_FIELDS, type Login, type LoginField, loginNameSchema } from "./settings/login.js";
export {
  MCP_ANY_TOOL,
  MCP_RULES,
  type McpRule,
  type McpServerConfig,
  mcpServerSchema,
} from "./settings/mcp-server.js";
export { NAMED_KEYWORD, type Named } from "./settings/named.js";
export type { PushSettings } from "./settings/push.js";
export { type EmbeddingSettings, type RecallSettings, recallSettingsSchema } from "./settings/recall.js";
export { compareUrl, type GithubPlace, githubOf } from "./settings/remote-url.js";
export { type RemoteConfig, type RepositoryConfig, repositorySchema } from "./settings/repository.js";
export { type RetentionSettings, retentionSettingsSchema } from "./settings/retention.js";
export { isEnvironmentPath, isHeaderPath, isSecretPath } from "./settings/secret-path.js";
export { serverSettingsSchema } from "./settings/server.js";
export { defaultSettings, type Settings, settingsSchema } from "./settings/settings.js";
export {
  SPAWN_APPROVALS,
  type SpawnOverrides,
  type SpawnSettings,
  spawnSettingsSchema,
  tightenSpawn,
} from "./settings/spawn.js";
export {
  RECORDING_WORDS,
  speechSettingsSchema,
  type TranscriptionSettings,
  transcriptionSettingsSchema,
} from "./settings/speech.js";
export {
  type OtlpSettings,
  type TelemetrySettings,
  type TraceSettings,
  telemetrySettingsSchema,
  traceSettingsSchema,
} from "./settings/trace.js";
export type { WebSearchConfig, WebSearchKind } from "./settings/web-tools.js";
export { type WebhookSettings, webhookSchema } from "./settings/webhook.js";
export { WHEN_KEYWORD, type When } from "./settings/when.js";
export { type EngineSettings, LEASE_MINUTES, workerNameSchema } from "./settings/worker.js";
export {
  ESTIMATE_PERCENTILE,
  type EstimatedAgents,
  type SpawnEstimate,
  spawnEstimateSchema,
} from "./spawn-estimate.js";
export {
  type SpawnedNode,
  type SpawnRefusalReason,
  spawnedNodeSchema,
} from "./spawn-event.js";
export {
  AGENT_STATES,
  type AgentState,
  CHANNEL_STATE_SIGNS,
  type ShownChannelState,
  SPAN_STATE_SIGNS,
  STATE_SIGNS,
  STATES_OF,
  type StateSign,
  WORK_STATES,
  type WorkState,
} from "./state-word.js";
export {
  STEER_REFUSALS,
  type SteerCommand,
  type Steered,
  type SteerRefusal,
  steerCommandSchema,
  steeredSchema,
  WHEN_BUSY,
  type WhenBusy,
  whenBusySchema,
} from "./steering.js";
export { STORAGE_FAULTS, type StorageFault, storageError, toStorageFault } from "./storage-fault.js";
export {
  BRANCH_STATES,
  type BranchState,
  type ColumnNow,
  type CommentView,
  commentSchema,
  type LaneKind,
  type LinkedTask,
  laneKindSchema,
  PROJECT_STATES,
  type ProjectState,
  type ProjectView,
  projectSchema,
  projectStateSchema,
  TASK_STATES,
  type TaskCard,
  type TaskColumn,
  type TaskDetail,
  type TaskLane,
  type TaskPriority,
  type TaskState,
  type TaskView,
  taskCardSchema,
  taskColumnSchema,
  taskDetailSchema,
  taskLaneSchema,
  taskSchema,
  taskStateSchema,
} from "./task.js";
export {
  type ChangedFile,
  type LineComment,
  lineCommentSchema,
  type TaskChanges,
  type TaskDiff,
  taskChangesSchema,
  taskCloneRefusalSchema,
  taskDiffSchema,
} from "./task-change.js";
export { TASK_CLONE_REFUSALS, type TaskCloneRefusal } from "./task-clone-refusals.js";
export {
  type CheckState,
  type PullFacts,
  type PullState,
  pullFactsSchema,
  type TaskPull,
  taskPullSchema,
} from "./task-pull.js";
export {
  TEAM_TEMPLATE_FORMAT,
  type TeamTemplate,
  type TeamTemplateAgent,
  type TeamTemplateSchedule,
  teamTemplateSchema,
} from "./team-template.js";
export {
  type ComparedNode,
  type ComparedRun,
  type RunComparison,
  type RunLogEntry,
  type RunSetup,
  runComparisonSchema,
  runLogEntrySchema,
  SPAN_KINDS,
  SPAN_STATES,
  type SpanAttributes,
  type SpanKind,
  type SpanState,
  type Trace,
  type TraceSpan,
  traceSchema,
  traceSpanSchema,
  type WorkspaceDiff,
  workspaceDiffSchema,
} from "./trace.js";
export {
  type StoredTranscript,
  storedTranscriptSchema,
  transcriptEvents,
  transcriptionAnswerSchema,
} from "./transcript.js";
export {
  type TranscriptionCommand,
  type TranscriptionEndpoint,
  type TranscriptionWay,
  transcriptionWay,
} from "./transcription-way.js";
export {
  type Heard,
  type Recording,
  UNHEARD_REASONS,
  type Unheard,
  type UnheardReason,
  unheardWords,
} from "./unheard.js";
export { type Usage, usageSchema } from "./usage.js";
export { addUsage } from "./usage-sum.js";
export { seesPictures } from "./vision.js";
export {
  APPROVAL_KINDS,
  BUDGET_RESOURCES,
  DUE_COUNT_MAX,
  EFFORTS,
  EVENT_FIELD_MAX_CHARS,
  FAILURE_CAUSES,
  FALLBACK_MAX,
  FILE_MAX_BYTES,
  HEARTBEAT_OFF,
  HERE,
  type HeartbeatOff,
  LANE_WAITS,
  LANGUAGES,
  type Language,
  MESSAGE_STATES,
  RUN_END_EVENTS,
  RUN_ERROR_CLASSES,
  RUN_STATES,
  STEER_COMMANDS,
  TASK_PRIORITIES,
} from "./vocabulary.js";
export { type WaitReason, waitReasonSchema } from "./wait.js";
export { type PlaceWait, placeWaitSchema, type WaitFact, waitFactSchema } from "./wait-fact.js";
export {
  type ApprovalWhy,
  type ChannelWhy,
  channelWhySchema,
  type FileWhy,
  type HandoffWhy,
  PLATFORM_FAULTS,
  PLATFORM_STEPS,
  type PlatformFault,
  type PlatformStep,
  type PluginWhy,
  type RunWhy,
  type ScheduleWhy,
  scheduleWhySchema,
  type Why,
} from "./why.js";
export { EVENT_NAMES, ROUTE_FACTS, type RouteFacts } from "./wire-table.js";
export { withoutEnd } from "./without-end.js";
export { type WorkPlace, workPlaceSchema } from "./work-place.js";
export type { DiffWhy, HostWhy, TestWhy } from "./work-why.js";
export { FILE_PART_BYTES } from "./workspace/part-size.js";
export { TREE_BATCH_MAX, type TreeCursor, type TreeEntry } from "./workspace/tree-ops.js";
export {
  type NodePlace,
  WORKSPACE_OPS,
  type WorkspaceInput,
  type WorkspaceOp,
  type WorkspaceOutput,
  workspaceOps,
} from "./workspace/workspace-ops.js";
export {
  answerWorkspaceCall,
  createWorkspaceProxy,
  placeOffline,
  type WorkspaceAnswer,
  type WorkspaceCall,
  type WorkspaceOf,
  type WorkspacePort,
  workspaceAnswerSchema,
  workspaceCallSchema,
} from "./workspace/workspace-port.js";
export { worktreeRefusalSchema } from "./worktree-refusal.js";
export { WORKTREE_REFUSALS, type WorktreeRefusal } from "./worktree-refusals.js";
