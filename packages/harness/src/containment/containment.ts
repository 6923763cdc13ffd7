/**
 * How the processes of a run are kept together, so that all of them end with it: in a control group where this machine
 * allows it, otherwise only by process group and environment mark. Every started program gets a container of its own.
 * Nothing here may import a package that opens the database: the small process that starts agents loads this file too.
 */
import { bare } from "./bare.js";
import { createCgroups } from "./cgroup.js";
import type { Containment, ContainmentLog } from "./containment-contract.js";
import type { ContainmentPlace } from "./containment-place.js";

/** Leaves every program as it is. Process groups and marks are all that keeps a run together. */
export const NO_CONTAINMENT: Containment = {
  kind: "marks",
  join: () => {},
  contain: (_runId, program) => bare(program),
  sweep: async () => 0,
};

/** Creates the containment for a place that `findContainmentPlace` found. */
export function createContainment(place: ContainmentPlace, log: ContainmentLog): Containment {
  return place.kind === "cgroup" ? createCgroups(place.folder, log) : NO_CONTAINMENT;
}
