/** Child processes of agents: starting, supervising, finding and ending them. */
export {
  type AgentProcess,
  type AgentProcessLimits,
  type AgentProcessOptions,
  type AgentProcessOutcome,
  DEFAULT_GRACE_MS,
  type LineVerdict,
  spawnAgentProcess,
} from "./agent-process.js";
export { endProcessGroup } from "./process-group.js";
export { findMarkedProcesses, isSameProcess, processStartTime, RUN_MARK } from "./process-table.js";
export { createReaper, type Reaper, type ReaperLog, type ReaperOptions, type ReapTarget } from "./reaper.js";
