/** What people see about containment in `tinyagi status` and `tinyagi doctor`: what it means, and what would make it better. */
import type { ContainmentStatus } from "@tinyagi/contracts";
import { containmentText } from "@tinyagi/views";
import type { ContainmentPlace } from "./containment-place.js";

/** Describes a place. Pure. */
export function describeContainment(place: ContainmentPlace): ContainmentStatus {
  const lacks = place.kind === "cgroup" ? null : place.reason;
  const mount = place.kind === "cgroup" ? null : (place.mount ?? null);
  return { kind: place.kind, ...containmentText(lacks, mount), lacks, mount };
}
