/** Control groups as a test sees them: whether this machine has them, and where those of a home are. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findContainmentPlace } from "@tinyagi/harness";

const probe = mkdtempSync(join(tmpdir(), "tinyagi-groups-"));
const place = await findContainmentPlace(probe);
rmSync(probe, { recursive: true });

/** Skips tests where no control groups can be made, and says so. */
export const cgroupNeeds: { skip: boolean; meta: object } = {
  skip: place.kind !== "cgroup",
  meta: { missing: place.kind === "cgroup" ? [] : ["control groups"] },
};

/** The group of a home. It exists only while something needs it. */
export function homeGroup(home: string): string {
  if (place.kind !== "cgroup") throw new Error("this machine has no control groups");
  const { dev, ino } = statSync(home, { bigint: true });
  return join(dirname(place.folder), `tinyagi-${dev}-${ino}`);
}
