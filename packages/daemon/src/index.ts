/** Public surface of `@tinyagi/daemon`. */

export { isWithin, type SqliteDriver, sqliteDriver } from "@tinyagi/base";
export {
  askGuide,
  fetchTeam,
  type MovingPlan,
  packTeam,
  readElsewhere,
  readSkillFolder,
} from "@tinyagi/features";
export {
  buildArguments,
  type ContainerState,
  clientEnvironment,
  containerState,
  findRuntime,
  NESTING_COMMAND,
  nestingObstacle,
} from "@tinyagi/harness";
export {
  checkSettingsText,
  fitsSockets,
  resolveRealPath,
  type SettingsReport,
  weakenings,
} from "@tinyagi/home";
export { toMermaid } from "@tinyagi/teams";
export { type AgentOfHome, agentPromptProblem, agentWorkspace } from "./agent-place.js";
export { backUpHome, fetchBackup, restoreHome } from "./backup.js";
export { type BackupCheck, checkBackups } from "./backup-check.js";
export { startDaemon } from "./daemon.js";
export { checkDatabase, type DatabaseCheck } from "./database-check.js";
export { type DeepCheck, deepCheck } from "./deep-check.js";
export { type DaemonEnvironment, DEFAULT_PORT, readEnvironment } from "./environment.js";
export { EXIT, toExitCode } from "./exit-code.js";
export { lockHome } from "./home-lock.js";
export { importOldHome } from "./import.js";
export { programEnvironment } from "./network.js";
export { reachFromShell } from "./reach/reach.js";
export { remoteProblems } from "./remote-problems.js";
export { repositoryProblems } from "./repository-problems.js";
export { type RunDaemonOptions, runDaemon } from "./run-daemon.js";
export { DRAIN_MS, type RunningDaemon } from "./serve.js";
export { changeSettingsFile, replaceSettingsText } from "./settings-file.js";
export { previewSettings, type SettingsPreview } from "./settings-preview.js";
export { type UnservedPlugins, unservedPlugins } from "./unserved-plugins.js";
export { unusedMcpServers } from "./unused-mcp.js";
export { signWebhookCall, type WebhookCall } from "./webhook.js";
export { type JoinFacts, joinDaemon } from "./worker/join-home.js";
export { checkWorkerHome, type WorkerHomeCheck } from "./worker/worker-home.js";
