/** What people see about containment in `tinyagi status` and `tinyagi doctor`: what it means, and what would make it better. */
import type { ContainmentStatus } from "@tinyagi/contracts";
import type { ContainmentPlace, MissingReason } from "./containment-place.js";

const CONTAINED =
  "Each agent process runs in a control group of its own. Everything in the group ends with the process.";
const MARKED =
  "TinyAGI finds the processes of a run by their process group and by a mark in their environment. A process that leaves the group and removes the mark outlives its run.";
const GROUPED = "TinyAGI ends the process group of a run. A process that leaves the group outlives its run.";

/** Describes a place. Pure. */
export function describeContainment(place: ContainmentPlace): ContainmentStatus {
  if (place.kind === "cgroup") return { kind: "cgroup", meaning: CONTAINED, advice: null };
  const meaning = place.reason === "system" ? GROUPED : MARKED;
  return { kind: "marks", meaning, advice: adviceFor(place.reason, place.mount ?? "/sys/fs/cgroup") };
}

function adviceFor(reason: MissingReason, mount: string): string | null {
  const group = `${mount}/tinyagi`;
  switch (reason) {
    case "system":
      return null;
    case "mount":
      return `mount cgroup v2, then restart: sudo mount -t cgroup2 none ${mount}`;
    case "container":
      return "make /sys/fs/cgroup writable in the container (Podman: --security-opt unmask=/sys/fs/cgroup)";
    case "permission":
      return `restart in a control group of your own: sudo mkdir ${group} && sudo chown -R "$(id -u)" ${group} && echo $$ | sudo tee ${group}/cgroup.procs && tinyagi restart`;
    case "systemd":
      return "restart in a systemd scope: systemd-run --user --scope -p Delegate=yes tinyagi restart (to keep it running after you log out: loginctl enable-linger)";
  }
}
