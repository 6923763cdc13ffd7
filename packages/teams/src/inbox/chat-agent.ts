/** Who answers a person in a chat: whom its bot or group is bound to, else the own default, else the default of all. */

import { createLookup } from "../routing/directory.js";
import type { CommandCall, CommandParts } from "./command-call.js";

type Parts = Pick<CommandParts, "store" | "directory">;

/** @param written an agent or team, with or without `@` @returns undefined when there is none */
export function resolveAgent({ directory }: Parts, written: string): string | undefined {
  return createLookup(directory()).find(written.replace(/^@/, ""))?.agentId;
}

export function agentOfChat(
  parts: Parts,
  { person, target }: Pick<CommandCall, "person" | "target">,
): string | undefined {
  if (target !== undefined) return resolveAgent(parts, target);
  const own = parts.store.senderDefaults.get(person.channel, person.senderKey);
  return (
    (own === undefined ? undefined : resolveAgent(parts, own)) ?? parts.directory().defaultAgent ?? undefined
  );
}
