/** Which messages of groups reach TinyAGI: only those of groups that the operator listed, and only when addressed. Pure. */
import { z } from "zod";
import type { ChatKind } from "../adapter/incoming.js";

/** `groups` in the settings of a channel: by the platform's id of the group, or of what the group belongs to. */
export const groupsSchema = z.record(z.string(), z.object({ agent: z.string().optional() })).default({});
export type Groups = z.infer<typeof groupsSchema>;

export type GroupDecision = { readonly kind: "ignore" } | { readonly kind: "take"; readonly agent?: string };

/** @param bound the agent of a bot that is bound to one */
export function decideGroup(
  groups: Groups,
  message: { kind: ChatKind; names: readonly string[]; addressed: boolean },
  bound?: string,
): GroupDecision {
  if (message.kind === "direct") return take(bound);
  const listed = message.names.filter((name) => Object.hasOwn(groups, name));
  if (!message.addressed || listed.length === 0) return { kind: "ignore" };
  // A channel without an agent of its own has that of its server.
  return take(listed.map((name) => groups[name]?.agent).find((id) => id !== undefined) ?? bound);
}

function take(agent: string | undefined): GroupDecision {
  return { kind: "take", ...(agent === undefined ? {} : { agent }) };
}
