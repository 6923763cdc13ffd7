/** Public surface of `@tinyagi/features`. */
export { type ArtifactParts, createArtifactParts } from "./artifacts/artifact-parts.js";
export { recordArtifacts } from "./artifacts/artifacts.js";
export { type Ask, askGuide, createAsk } from "./ask/ask.js";
export { backUpBeforeMigration } from "./backup/automatic.js";
export { type Backups, createBackups } from "./backup/backups.js";
export type { AgentWorkspace } from "./backup/collect-workspace.js";
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
export { type Company, createCompany } from "./company/company.js";
export type { RecallQuestion } from "./company/recall.js";
export { createDigests, type Digests } from "./digest/digests.js";
export {
  defaultInterval,
  heartbeatRule,
  intervalInForce,
  isHeartbeatEnabled,
} from "./heartbeat/heartbeat-rule.js";
export {
  createHeartbeats,
  DEFAULT_HEARTBEAT_PROMPT,
  type Heartbeats,
  type HeartbeatsOptions,
} from "./heartbeat/heartbeats.js";
export { type ImportOptions, importHome } from "./import/import-home.js";
export { findLegacyHome, hasOwnDatabase, type LegacyHome } from "./import/legacy-home.js";
export type { ImportReport } from "./import/report.js";
export { type LaneEntry, openLanes, waitOfMessage } from "./insight/lanes.js";
export type { Load, PlaceWaitOf } from "./insight/load.js";
export { needCounts } from "./insight/need-counts.js";
export { toSubAgent } from "./insight/retry-command.js";
export { SPEND_RUNS_MAX, spendReport } from "./insight/spend.js";
export { trendReport } from "./insight/trends.js";
export { type Story, whyMessage } from "./insight/why.js";
export type { MovingPlan } from "./moving/moving-plan.js";
export { readElsewhere } from "./moving/read-elsewhere.js";
export { CODE_TTL_MS } from "./pairing/gate.js";
export { createPairing } from "./pairing/pairing.js";
export type { GateDecision, Pairing } from "./pairing/pairing-contract.js";
export { createPerception } from "./perception/perception.js";
export { pictureFormat } from "./pictures/picture-format.js";
export { sayPlugin } from "./plugins/plugin-view.js";
export { createPlugins, type Plugins } from "./plugins/plugins.js";
export { createReplyGate, type ReplyGate, type TransformedReply } from "./plugins/reply-gate.js";
export type { PluginsOptions } from "./plugins/running-plugins.js";
export { createPromptBuilder, type PromptBuilder } from "./prompt/prompt-builder.js";
export { PROTOCOL_TEXT, PROTOCOL_TEXT_ALONE } from "./prompt/protocol.js";
export { hasTeammates } from "./prompt/teammates.js";
export { createReferences, type References } from "./references/references.js";
export { createRetention, type Retention, type RetentionOptions } from "./retention/retention.js";
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
export { type OpenSettingsOptions, openSettings } from "./settings-history/open-settings.js";
export {
  createSettingsRevisions,
  type SettingsRevisionDetail,
  type SettingsRevisions,
} from "./settings-history/settings-revisions.js";
export type { SkillPreview } from "./skills/preview.js";
export { readSkillFolder } from "./skills/skill-content.js";
export { createSkillIndex, renderSkills } from "./skills/skill-index.js";
export type { RegistryResult } from "./skills/skill-registry.js";
export {
  createSkills,
  type SkillDetail,
  type SkillEntry,
  type Skills,
  type SkillsOptions,
} from "./skills/skills.js";
export { createHearing, type Hearing } from "./speech/hearing.js";
export type { HearingOptions, RunTranscriber } from "./speech/transcribe.js";
export type { BranchParts } from "./task-branches/parts.js";
export { createTaskBranches, type TaskBranches } from "./task-branches/task-branches.js";
export { createTaskPlaces } from "./task-branches/task-places.js";
export { checkRemote } from "./task-remotes/check-remote.js";
export { createTaskRemotes, type TaskRemoteOptions, type TaskRemotes } from "./task-remotes/task-remotes.js";
export type { TaskCaller, TaskDispatch } from "./tasks/context.js";
export type { AcceptedMessage } from "./tasks/inbound.js";
export { createProjects, type Projects } from "./tasks/projects.js";
export type { TaskColumns } from "./tasks/reorder.js";
export { createTasks, type Tasks } from "./tasks/tasks.js";
export { type FetchedTeam, fetchTeam } from "./team-package/fetch-team.js";
export { packTeam } from "./team-package/package-archive.js";
export { startTelemetry } from "./telemetry/telemetry.js";
export {
  type ApiAddress,
  createRunAccess,
  type KeptAccess,
  type KeptGrant,
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
export { dropOldKept } from "./tree/tree-places.js";
export { createLocalWorkspaces } from "./workspace/local-workspace.js";
export { bringFile } from "./workspace/received-files.js";
export { createWorkspaceOf } from "./workspace/workspace-of.js";
