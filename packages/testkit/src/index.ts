export { type AgentStep, type ScriptByAgentOptions, scriptByAgent } from "./mock-model/script-by-agent.js";
export {
  createMockModelServer,
  type MockModelServer,
  type MockModelServerOptions,
} from "./mock-model/server.js";
export type {
  MockApi,
  MockError,
  MockMessage,
  MockReply,
  MockRequest,
  MockScript,
  MockToolCall,
  MockToolResult,
  MockUsage,
  RecordedRequest,
} from "./mock-model/types.js";
