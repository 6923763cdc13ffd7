/** What a program can do, in words. */
import { ABILITIES, type Ability } from "@tinyagi/contracts";

const SHORT: Readonly<Record<Ability, string>> = {
  ask: "ask",
  steer: "steer",
  resume: "resume",
  stay_open: "stay open",
};

const LONG: Readonly<Record<Ability, string>> = {
  ask: "ask you for permission",
  steer: "take a text in a running turn",
  resume: "continue a session",
  stay_open: "stay open between messages",
};

/** For a column. */
export function abilityList(can: readonly Ability[]): string {
  return can.map((ability) => SHORT[ability]).join(", ");
}

/** Everything that it can do, and everything that it cannot. */
export function abilitySentence(can: readonly Ability[]): string {
  const cannot = ABILITIES.filter((ability) => !can.includes(ability));
  const say = (verb: string, list: readonly Ability[]): string[] =>
    list.length === 0 ? [] : [`${verb} ${list.map((ability) => LONG[ability]).join(", ")}`];
  return [...say("can", can), ...say("cannot", cannot)].join("; ");
}
