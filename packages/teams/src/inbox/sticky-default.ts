/** The agent or team a sender's untagged messages go to: `@coder` alone sets it, `@default` alone clears it. */
import {
  type AskerFacts,
  findUseRefusal,
  type PersonKey,
  type Store,
  type UseSettings,
  useRefusalText,
} from "@tinyagi/kernel";
import { type Address, createLookup, type Directory } from "../routing/directory.js";
import { parsePrefix } from "../routing/prefix.js";

export type StickyChange = { kind: "set"; address: Address } | { kind: "clear" };

/** The change requested by a message that contains only a name; null for every other message. Pure. */
export function parseSticky(text: string, directory: Directory): StickyChange | null {
  if (/^\s*@default[:,]?\s*$/i.test(text)) return { kind: "clear" };
  const prefix = parsePrefix(text, createLookup(directory));
  const [address, ...others] = prefix?.addresses ?? [];
  if (prefix === null || prefix.text !== "" || address === undefined || others.length > 0) return null;
  return { kind: "set", address };
}

/** The id under which an address is stored: the team's, or the agent's. */
export function toTargetId(address: Address): string {
  return address.teamId ?? address.agentId;
}

/** `agent @coder (Coder)`, `team @dev (Dev)`, or null when the agent or team no longer exists. */
export function describeTarget(id: string, directory: Directory): string | null {
  const agent = directory.agents.get(id);
  if (agent !== undefined) return `agent @${id} (${agent.name})`;
  const team = directory.teams.get(id);
  return team === undefined ? null : `team @${id} (${team.name})`;
}

/** Why the person cannot choose this default, as a sentence; undefined when it is open to the person. */
export function stickyRefusal(
  { store, settings }: { store: Store; settings: () => UseSettings },
  asked: AskerFacts,
  { agentId }: Address,
): string | undefined {
  const refusal = findUseRefusal({ store, settings: settings() }, asked, agentId);
  return refusal && useRefusalText(refusal);
}

/** Applies the change inside a write. @returns the reply to the sender */
export function applySticky(
  parts: { store: Store; directory: Directory; now: number },
  key: PersonKey,
  change: StickyChange,
): string {
  const { store, directory } = parts;
  if (change.kind === "clear")
    return store.senderDefaults.clear(key.channel, key.senderKey) === 1
      ? "Cleared default agent. Messages will use default routing."
      : "No default agent was set.";
  const target = toTargetId(change.address);
  const what = describeTarget(target, directory) ?? `@${target}`;
  if (store.senderDefaults.get(key.channel, key.senderKey) === target)
    return `Your messages go to ${what} already. Send @default to clear.`;
  store.senderDefaults.set(key.channel, key.senderKey, { target, now: parts.now });
  return `Switched to ${what}. Future messages will be routed here automatically. Send @default to clear.`;
}
