/** A question after a name that does not exist: did the author mean one that is nearly the same? */
import { nearestName } from "@tinyagi/contracts";
import type { Directory } from "./directory.js";

/** @returns the similar id of an agent or team */
export function nearest(name: string, { agents, teams }: Directory): string | undefined {
  return nearestName(name, [...agents.keys(), ...teams.keys()]);
}

/** @returns ` Did you mean @coder?`, or nothing when no agent or team has a similar id */
export function didYouMean(name: string, directory: Directory): string {
  const near = nearest(name, directory);
  return near === undefined ? "" : ` Did you mean @${near}?`;
}
