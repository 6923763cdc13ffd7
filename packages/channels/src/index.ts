/** The contract of a chat platform, and the parts of a channel that are the same for all platforms. */

export type { ExactPart } from "@tinyagi/contracts";
export type { AdapterContext, OpenAdapter } from "./adapter/adapter-context.js";
export type { AdapterEvents, ChannelAdapter, PlatformLimits } from "./adapter/channel-adapter.js";
export type { Chat, MessageRef, Person } from "./adapter/chat.js";
export { type Connection, endedConnection, type LoginStep, lostConnection } from "./adapter/connection.js";
export type {
  AnsweredMessage,
  Attachment,
  ButtonPress,
  ChatKind,
  IncomingMessage,
} from "./adapter/incoming.js";
export type { Button, Mood, OutgoingText, ReplyFile } from "./adapter/outgoing.js";
export { PlatformError, type PlatformErrorFacts, type PlatformErrorKind } from "./adapter/platform-error.js";
export { type ChatLanes, createChatLanes } from "./base/lanes.js";
export type { Log, LogLevel } from "./base/log.js";
export { replaceFile } from "./base/replace-file.js";
export { backoffMs, SYSTEM_TIMING, type Timing } from "./base/timing.js";
export { type ChannelOptions, runChannel } from "./channel/channel.js";
export { type Dialect, renderMarkdown } from "./format/markdown.js";
export type { Groups } from "./inbound/group-policy.js";
export { mentionName } from "./inbound/mention-name.js";
