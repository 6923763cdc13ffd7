/** Public surface of `@tinyagi/server`. */
export { createApp } from "./app.js";
export { createHandlers } from "./handlers/handlers.js";
export type { DaemonPort, Services, SettingsPort } from "./handlers/services.js";
export {
  type AppLimits,
  type AppOptions,
  DEFAULT_APP_LIMITS,
  type EventFeed,
  type ServerAuth,
  type ServerLog,
  type ServerPolicy,
} from "./options.js";
export type {
  JsonRouteName,
  RouteContext,
  RouteHandler,
  RouteHandlers,
  StreamRouteName,
} from "./route-handlers.js";
export { LEGACY_EVENT_NAMES, type LegacyEvent, type LegacyEventName, legacyEvents } from "./sse/legacy.js";
