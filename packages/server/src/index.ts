/** Public surface of `@tinyagi/server`. */
export { createApp } from "./app.js";
export { createHandlers } from "./handlers/handlers.js";
export type {
  ChannelsPort,
  DaemonPort,
  ExposurePort,
  MovesPort,
  Services,
  WorkersPort,
} from "./handlers/services.js";
export { loadMcpTools } from "./mcp/load-tools.js";
export { createOutsideTools } from "./mcp/outside-tools.js";
export type { RunTools } from "./mcp/run-tools.js";
export type { LoadTools, McpTool, ToolAnswer, ToolCaller } from "./mcp/tool.js";
export { createMcpServers, type McpServers } from "./mcp-servers/mcp-servers.js";
export { createMetrics, type Metrics } from "./metrics/metrics.js";
export type { MetricSources } from "./metrics/store-gauges.js";
export {
  type AppLimits,
  type AppOptions,
  DEFAULT_APP_LIMITS,
  type EventFeed,
  type ServerAuth,
  type ServerLog,
  type ServerPolicy,
} from "./options.js";
export { createPush, type Push } from "./push/push.js";
export type {
  JsonRouteName,
  RouteContext,
  RouteHandler,
  RouteHandlers,
  StreamRouteName,
} from "./route-handlers.js";
export type { ExposedConnection } from "./security/exposed.js";
export type {
  ChannelPrincipal,
  Principal,
  RunPrincipal,
} from "./security/principal.js";
export { signBody } from "./security/webhook-signature.js";
export {
  createSessions,
  type SessionStore,
  type Sessions,
  type StoredSession,
} from "./session/sessions.js";
export { LEGACY_EVENT_NAMES, type LegacyEvent, type LegacyEventName, legacyEvents } from "./sse/legacy.js";
export { SEARCHERS } from "./web/search-kinds.js";
