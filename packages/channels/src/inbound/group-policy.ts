/** Which messages of groups reach TinyAGI: only those of groups that the operator listed, and only when addressed. Pure. */
import { z } from "zod";
import type { ChatKind } from "../adapter/incoming.js";

/** `groups` in the settings of a channel: by the platform's id of the group. */
export const groupsSchema = z.record(z.string(), z.object({ agent: z.string().optional() })).default({});
export type Groups = z.infer<typeof groupsSchema>;

export type GroupDecision = { readonly kind: "ignore" } | { readonly kind: "take"; readonly agent?: string };

export function decideGroup(
  groups: Groups,
  message: { kind: ChatKind; chatId: string; addressed: boolean },
): GroupDecision {
  if (message.kind === "direct") return { kind: "take" };
  if (!message.addressed || !Object.hasOwn(groups, message.chatId)) return { kind: "ignore" };
  const agent = groups[message.chatId]?.agent;
  return { kind: "take", ...(agent === undefined ? {} : { agent }) };
}
