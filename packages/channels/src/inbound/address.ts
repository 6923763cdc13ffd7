/**
 * The way back to a message: it travels as metadata through the server, and comes back with each reply. `chat` is the key
 * by which the outbox keeps replies in order.
 */
import { z } from "zod";
import type { Chat, MessageRef } from "../adapter/chat.js";

const metadataSchema = z.object({
  chat: z.string().min(1),
  thread: z.string().optional(),
  message: z.string().optional(),
});

/** Where a reply goes. `replyTo` is the message that it answers. */
export interface Address {
  readonly chat: Chat;
  readonly replyTo?: string;
}

export function toMetadata({ chat, id }: MessageRef): Record<string, string> {
  return { chat: chat.id, ...(chat.thread === undefined ? {} : { thread: chat.thread }), message: id };
}

/** @returns undefined when the metadata was not written by {@link toMetadata} */
export function getAddress(metadata: unknown): Address | undefined {
  const parsed = metadataSchema.safeParse(metadata);
  if (!parsed.success) return undefined;
  const { chat, thread, message } = parsed.data;
  return {
    chat: { id: chat, ...(thread === undefined ? {} : { thread }) },
    ...(message === undefined ? {} : { replyTo: message }),
  };
}
