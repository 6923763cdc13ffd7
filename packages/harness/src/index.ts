/** Public surface of `@tinyagi/harness`. */
export { createAcpHarness } from "./acp/acp-harness.js";
export { createApiHarness } from "./api/api-harness.js";
export { type Chores, createChores } from "./api/chore-model.js";
export { createClaudeHarness } from "./claude/claude-harness.js";
export { createProgramVersions, type ProgramVersions } from "./cli/program-versions.js";
export { createCodexHarness } from "./codex/codex-harness.js";
export { type ContainerState, containerState } from "./container/container-state.js";
export { createContainers } from "./container/containers.js";
export { buildArguments } from "./container/image.js";
export { clientEnvironment, findRuntime } from "./container/runtime.js";
export { sweepContainers } from "./container/sweep-containers.js";
export { createContainment, NO_CONTAINMENT } from "./containment/containment.js";
export type { Containment } from "./containment/containment-contract.js";
export { type ContainmentPlace, findContainmentPlace } from "./containment/containment-place.js";
export { describeContainment } from "./containment/containment-report.js";
export { createDemoHarness } from "./demo/demo-harness.js";
export {
  type AgentHost,
  type AgentHostOptions,
  createAgentHost,
} from "./host/agent-host.js";
export type { HostEntry } from "./host/entry.js";
export { createInvoker, type InvokerOptions } from "./invoker/invoker.js";
export { createProviderTester, type ProviderTesterOptions } from "./invoker/provider-test.js";
export { agentsWithOtherRights } from "./live/changed-rights.js";
export type { LiveHarness, LiveProgram, ProgramConnection } from "./live/connection.js";
export { keepLimits } from "./live/eviction.js";
export type { OpenProgram } from "./live/open-programs.js";
export { createLivePool, type LivePool } from "./live/pool.js";
export { createOpencodeHarness } from "./opencode/opencode-harness.js";
export { createAgentProcesses } from "./process/agent-process.js";
export { createChildren } from "./process/child.js";
export type { KeepProcess } from "./process/kept-contract.js";
export { createKeptProcesses } from "./process/kept-process.js";
export type { StartAgentProcess } from "./process/process-contract.js";
export { createReaper, type Reaper, type ReaperOptions, type ReapTarget } from "./process/reaper.js";
export { createSweeper, type Sweeper, type SweeperOptions } from "./process/sweeper.js";
export { addedParts, listsSkills, promptDelivery } from "./prompt-delivery.js";
export { nestingObstacle } from "./sandbox/program-sandbox.js";
export { NESTING_COMMAND } from "./sandbox/sandbox.js";
export { createTranscriber, type TranscriberOptions } from "./speech/transcriber.js";
