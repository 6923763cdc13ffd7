/** What a field that names something may name: what is there now. */
"use client";
import { FETCHED_CHANNELS, type Named, type RouteOutput } from "@tinyagi/contracts";
import { type Agents, useAgents } from "../../lib/queries";
import type { Option } from "../../ui/select";
import { nameOfChannel } from "../channels/channel-state";
import { useProviders } from "../providers/queries";
import { toLines } from "./field-text";

export interface Known {
  agents: Agents;
  providers: RouteOutput<"listProviders">["providers"];
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
  };
}

/**
 * @param now the stored value, or the values in lines: they stay choices when nothing has these names any more
 * @returns undefined for a field that names nothing
 */
export function findOffer(names: Named | undefined, now: string, known: Known): Offer | undefined {
  if (names === undefined) return undefined;
  const options = toOptions(names, known);
  if (names.startsWith("model:")) return { options, isOpen: true };
  const gone = toLines(now).filter((value) => !options.some((option) => option.value === value));
  return { options: [...gone.map((value) => ({ value, name: value })), ...options], isOpen: false };
}

/**
 * A list in lines after one of its choices was ticked or unticked. What is stored keeps its order, so that a second click
 * takes the first one back.
 */
export function withChoice(
  choices: readonly string[],
  { stored, typed }: { stored: string; typed: string },
  value: string,
): string {
  const ticked = new Set(toLines(typed));
  if (!ticked.delete(value)) ticked.add(value);
  return [...new Set([...toLines(stored), ...choices])].filter((one) => ticked.has(one)).join("\n");
}

function toOptions(names: Named, { agents, providers }: Known): Option[] {
  if (names === "agent")
    return Object.entries(agents).map(([value, { name }]) => ({
      value,
      name: name === value ? `@${value}` : `${name} (@${value})`,
    }));
  if (names === "provider") return Object.entries(providers).map(([value, { name }]) => ({ value, name }));
  if (names === "channel") return FETCHED_CHANNELS.map((value) => ({ value, name: nameOfChannel(value) }));
  const aliases = providers[names.slice("model:".length)]?.aliases ?? {};
  return Object.entries(aliases).map(([value, name]) => ({ value, name }));
}
