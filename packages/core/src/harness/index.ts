/** Adapters that execute agents: Claude Code, Codex and the offline demo. */
export { type ClaudeHarnessOptions, createClaudeHarness } from "./claude/claude-harness.js";
export { type CodexHarnessOptions, createCodexHarness } from "./codex/codex-harness.js";
export {
  type ConformanceCase,
  type ConformanceScenarios,
  type ConformanceSubject,
  HARNESS_CONFORMANCE,
} from "./conformance.js";
export { createDemoHarness, type DemoHarnessOptions } from "./demo/demo-harness.js";
export { AGENT_MARK, type AgentEnvironmentParts, agentEnvironment } from "./environment.js";
export { canSandbox, findProgram } from "./sandbox.js";
