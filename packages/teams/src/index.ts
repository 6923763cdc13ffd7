/** Public surface of `@tinyagi/teams`. */
export type { Accepted, InboundMessage } from "./conversation/accept.js";
export type { ConversationOutcome, ResolveFile } from "./conversation/outcome.js";
export {
  type Conversations,
  type ConversationsOptions,
  createConversations,
} from "./conversation/service.js";
export { type AgentOutput, parseAgentOutput } from "./routing/agent-output.js";
export { createDirectory, type Directory } from "./routing/directory.js";
export { parseUserMessage, type UserRoute, type UserTarget } from "./routing/user-message.js";
