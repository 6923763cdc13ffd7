/** The steps of the first run. The address holds where someone is, so that Back works and a reload goes on. Pure. */

import type { RouteOutput } from "@tinyagi/contracts";
import { words } from "../../locale/words";

export type Setup = RouteOutput<"describeSetup">;
export type StarterTeam = Setup["teams"][number];

export const STEPS = ["here", "team", "channel", "message", "answer"] as const;
export type StepKey = (typeof STEPS)[number];

export function stepOf(key: string): StepKey {
  return STEPS.find((step) => step === key) ?? "here";
}

export function indexOf(key: StepKey): number {
  return STEPS.indexOf(key);
}

export function before(key: StepKey): StepKey {
  return STEPS[Math.max(0, indexOf(key) - 1)] ?? "here";
}

export function after(key: StepKey): StepKey {
  return STEPS[Math.min(STEPS.length - 1, indexOf(key) + 1)] ?? "answer";
}

export function foundSentence({ found }: Setup): string {
  const ready = found.filter(({ state }) => state === "ready").length;
  const hidden = found.find(({ isHidden }) => isHidden === true);
  if (ready === 0 && hidden !== undefined) return words.start.found.maybe(hidden.name);
  if (ready === 0) return words.start.found.none;
  return words.start.found.ready(ready);
}

/** Who runs the agents: the chosen one if it can be used, else the one that the daemon suggests. */
export function providerOf({ found, suggested }: Setup, chosen: string): string {
  const canBeUsed = found.some(
    ({ provider, state, isHidden }) => provider === chosen && (state === "ready" || isHidden === true),
  );
  return canBeUsed ? chosen : suggested.provider;
}

/** What is selected before someone chooses: what they chose before, else what the daemon suggests. */
export function teamOf({ teams, suggested }: Setup, chosen: string): Setup["teams"][number]["id"] {
  return teams.find(({ id }) => id === chosen)?.id ?? suggested.team;
}
