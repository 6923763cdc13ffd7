/** Tells tests whether this machine has control groups, and where those of a home are. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findContainmentPlace } from "@tinyagi/harness";

const probe = mkdtempSync(join(tmpdir(), "tinyagi-groups-"));
const place = await findContainmentPlace(probe);
rmSync(probe, { recursive: true });

/** Skips tests if no control groups can be created, and reports that. */
export const cgroupNeeds: { skip: boolean; meta: object } = {
  skip: place.kind !== "cgroup",
  meta: { missing: place.kind === "cgroup" ? [] : ["control groups"] },
};

/** The group of a home. It exists while its daemon has an agent host. */
export function homeGroup(home: string): string {
  if (place.kind !== "cgroup") throw new Error("this machine has no control groups");
  const { dev, ino } = statSync(home, { bigint: true });
  return join(dirname(place.folder), `tinyagi-${dev}-${ino}`);
}
