/** Where nobody reads along. Whatever a run sends there beside its answer would reach no person. */
import { DEFAULT_SCHEDULE_CHANNEL, HEARTBEAT_CHANNEL, TASK_CHANNEL } from "@tinyagi/core";

/** Channels whose outbox no channel process takes from, and whose conversations no person began. */
const UNREAD_CHANNELS: ReadonlySet<string> = new Set([
  HEARTBEAT_CHANNEL,
  DEFAULT_SCHEDULE_CHANNEL,
  TASK_CHANNEL,
  "chatroom",
]);

/** Whether a person reads the conversations of this channel. */
export function isRead(channel: string): boolean {
  return !UNREAD_CHANNELS.has(channel);
}
