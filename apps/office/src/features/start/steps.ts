/** The steps of the first run. The address holds where someone is, so that Back works and a reload goes on. Pure. */

import type { RouteOutput } from "@tinyagi/contracts";
import { words } from "../../locale/words";

export type Setup = RouteOutput<"describeSetup">;
export type StarterTeam = Setup["teams"][number];

export const STEPS = ["here", "team", "channel", "message", "answer"] as const;
export type StepKey = (typeof STEPS)[number];

export function toStep(key: string): StepKey {
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

/** How the tests of this visit ended, by provider. */
export type Tested = Readonly<Record<string, boolean>>;

/** Whether it is ready by a key that nobody has tried: a login is known to work, a key is only stored. */
export function isUntested({ provider, state }: Setup["found"][number], tested: Tested): boolean {
  return state === "ready" && provider === "api" && tested[provider] !== true;
}

/** @param tested what was tested is counted as it turned out; a key that was not is not counted */
export function foundSentence({ found }: Setup, tested: Tested = {}): string {
  const ready = found.filter(
    (one) => tested[one.provider] !== false && one.state === "ready" && !isUntested(one, tested),
  ).length;
  const failed = found.find(({ provider }) => tested[provider] === false);
  if (ready === 0 && failed !== undefined) return words.start.found.failed(failed.name);
  const key = found.find((one) => isUntested(one, tested));
  if (ready === 0 && key !== undefined) return words.start.found.untested(key.name);
  const hidden = found.find(({ isHidden }) => isHidden === true);
  if (ready === 0 && hidden !== undefined) return words.start.found.maybe(hidden.name);
  if (ready === 0) return words.start.found.none;
  return words.start.found.ready(ready);
}

/** Who runs the agents: the chosen one if it can be used, else the one that the daemon suggests. */
export function pickProvider({ found, suggested }: Setup, chosen: string): string {
  const canBeUsed = found.some(
    ({ provider, state, isHidden }) => provider === chosen && (state === "ready" || isHidden === true),
  );
  return canBeUsed ? chosen : suggested.provider;
}

/** What is selected before someone chooses: what they chose before, else what the daemon suggests. */
export function teamOf({ teams, suggested }: Setup, chosen: string): Setup["teams"][number]["id"] {
  return teams.find(({ id }) => id === chosen)?.id ?? suggested.team;
}
