/** A question after a name that does not exist: did the author mean one that is nearly the same? */
import { nearestName } from "@tinyagi/contracts";
import type { Directory } from "./directory.js";

/** @returns ` Did you mean @coder?`, or nothing when no agent or team has a similar id */
export function didYouMean(name: string, { agents, teams }: Directory): string {
  const near = nearestName(name, [...agents.keys(), ...teams.keys()]);
  return near === undefined ? "" : ` Did you mean @${near}?`;
}
