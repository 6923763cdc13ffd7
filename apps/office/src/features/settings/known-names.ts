/** What a field that names something may name: what is there now. */
"use client";
import type { Named, RouteOutput } from "@tinyagi/contracts";
import { type Agents, useAgents, useChannels } from "../../lib/queries";
import type { Option } from "../../ui/select";
import { useProviders } from "../agents/queries";

export interface Known {
  agents: Agents;
  providers: RouteOutput<"listProviders">["providers"];
  channels: readonly string[];
}

export interface Offer {
  options: readonly Option[];
  /** Whether another text is possible too. */
  isOpen: boolean;
}

export function useKnown(): Known {
  return {
    agents: useAgents().data ?? {},
    providers: useProviders().data?.providers ?? {},
    channels: (useChannels().data ?? []).map(({ id }) => id),
  };
}

/**
 * @param now the stored value, which stays a choice when nothing has this name any more
 * @returns undefined for a field that names nothing
 */
export function offerOf(names: Named | undefined, now: string, known: Known): Offer | undefined {
  if (names === undefined) return undefined;
  const options = optionsOf(names, known);
  if (names.startsWith("model:")) return { options, isOpen: true };
  const isThere = now === "" || options.some(({ value }) => value === now);
  return { options: isThere ? options : [{ value: now, name: now }, ...options], isOpen: false };
}

function optionsOf(names: Named, { agents, providers, channels }: Known): Option[] {
  if (names === "agent")
    return Object.entries(agents).map(([value, { name }]) => ({
      value,
      name: name === value ? `@${value}` : `${name} (@${value})`,
    }));
  if (names === "provider") return Object.entries(providers).map(([value, { name }]) => ({ value, name }));
  if (names === "channel") return channels.map((value) => ({ value, name: value }));
  const aliases = providers[names.slice("model:".length)]?.aliases ?? {};
  return Object.entries(aliases).map(([value, name]) => ({ value, name }));
}
