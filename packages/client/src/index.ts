/** Public surface of `@tinyagi/client`. */
export type { Call, CallArguments, CallOptions, JsonRouteName } from "./call.js";
export { type Client, type ClientOptions, createClient } from "./client.js";
export type { ConnectionState, EventOptions } from "./events.js";
export type { FetchLike, HttpAnswer, HttpRequest } from "./http.js";
export {
  applyEvent,
  isMissing,
  joinWritten,
  type LiveRuns,
  type LiveThought,
  type LiveTool,
  NO_RUNS,
  type ShownRun,
} from "./live-runs.js";
export { withoutTags } from "./live-text.js";
export { type DaemonEntry, LOG_LEVELS, type LogLevel, levelOfEvent, parseDaemonEntry } from "./log-entry.js";
export type { FollowOptions, MessageAccepted, WaitOptions, WaitResult } from "./send-and-wait.js";
