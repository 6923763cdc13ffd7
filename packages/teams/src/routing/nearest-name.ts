/** A name that does not exist: did the author mean one that is nearly the same? */
import { nearestName } from "@tinyagi/contracts";
import type { Directory } from "./directory.js";

/** @returns the similar id of an agent or team */
export function nearest(name: string, { agents, teams }: Directory): string | undefined {
  return nearestName(name, [...agents.keys(), ...teams.keys()]);
}
