/** Public surface of `@tinyagi/teams`. */
export { toMermaid } from "@tinyagi/graph";
export type { Accepted, InboundMessage } from "./conversation/inbound.js";
export { createMessageFlow, type MessageFlow, type MessageFlowOptions } from "./conversation/message-flow.js";
export type { ConversationOutcome, ResolveFile } from "./conversation/outcome.js";
export { exampleFacts, presentMessage } from "./conversation/present.js";
export { failureText } from "./conversation/reply.js";
export type { Rerun } from "./conversation/rerun.js";
export type { RunActs } from "./conversation/run-acts.js";
export {
  type Conversations,
  type ConversationsOptions,
  createConversations,
} from "./conversation/service.js";
export { confirmationReply } from "./inbox/confirm-act.js";
export type { Desk, LoginUsage } from "./inbox/desk.js";
export { createInbox, type Inbox, type Received } from "./inbox/inbox.js";
export type { InboxCaller } from "./inbox/inbox-caller.js";
export type { InboxParts } from "./inbox/inbox-parts.js";
export { type Command, parseCommand } from "./inbox/parse-command.js";
export { type AgentOutput, parseAgentOutput, readableOutput } from "./routing/agent-output.js";
export { createDirectory, type Directory } from "./routing/directory.js";
export { parseUserMessage, type UserRoute, type UserTarget } from "./routing/user-message.js";
export { type CompareQuery, compareGraphs } from "./spawn/compare-graphs.js";
export type { SpawnService } from "./spawn/create-spawner.js";
export { outcomeText } from "./spawn/node-text.js";
export { plannedAttempts } from "./spawn/parts.js";
export { type GraphQuery, readRunGraph } from "./spawn/read-graph.js";
export { type ReplayQuery, readRunReplay } from "./spawn/read-replay.js";
export { placesOfRuns } from "./spawn/run-places.js";
export type {
  SpawnAnswer,
  Spawner,
  SpawnRequest,
  SpawnRights,
  SubAgentOutcome,
  SubAgentRequest,
} from "./spawn/spawner.js";
export { isDemoAgent } from "./starter/demo-agent.js";
export { STARTER_TEAMS, STARTER_TEAMS_IN } from "./starter/starter-table.js";
export type { StarterAgent, StarterTeam } from "./starter/starter-team.js";
export {
  findStarterTeam,
  getStarterAgent,
  hasOnlyStarters,
  isStarterText,
  type StarterChoice,
  starterAgentId,
  withStarterTeam,
} from "./starter/starter-teams.js";
