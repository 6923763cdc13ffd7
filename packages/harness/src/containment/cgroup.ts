/**
 * Containers made of cgroup v2 groups. A process cannot leave its group by forking, by `setsid` or by clearing its
 * environment, so the kernel's list of a group's processes is complete. No controllers are used.
 *
 * The group of a home holds one group for each started program. There is no moment in which the program runs outside: it is
 * born in its group where a thread can enter it (see `group-entrance.ts`). Elsewhere, a shell moves itself there and then
 * becomes the program.
 */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { bare } from "./bare.js";
import { endGroup, processesIn } from "./cgroup-end.js";
import { sweepGroups } from "./cgroup-sweep.js";
import type { Containment, ContainmentLog, Program, Spawn } from "./containment-contract.js";
import { enterGroup } from "./enter-group.js";
import { type GroupEntrance, openGroupEntrance } from "./group-entrance.js";
import { makeGroup } from "./make-group.js";
import { canStart } from "./program.js";

const UNSAFE = /[^A-Za-z0-9_]/g;
const MAX_ID_LENGTH = 64;

/** Creates the containment in the group of a home. `folder` need not exist. */
export function createCgroups(folder: string, log: ContainmentLog): Containment {
  let count = 0;
  let entrance: GroupEntrance | undefined;
  /** Makes the group of a program. Undefined if that fails. */
  const make = (runId: string): string | undefined => {
    count += 1;
    const group = join(folder, `${runId.replace(UNSAFE, "").slice(0, MAX_ID_LENGTH)}-${count}`);
    try {
      makeGroup(group);
      return group;
    } catch (error) {
      log.warn({ runId, error: String(error) }, "could not make a control group for a run");
      return undefined;
    }
  };
  return {
    kind: "cgroup",
    join() {
      try {
        entrance = openGroupEntrance(folder);
      } catch (error) {
        log.warn(
          { error: String(error) },
          "could not enter the control group of the home; starts are slower",
        );
      }
    },
    contain: (runId, program) => {
      const group = make(runId);
      if (group === undefined) return bare(program);
      return {
        start: (spawn) => startIn(group, { program, entrance, spawn }),
        processorMs: () => processorMsIn(group),
        processes: async () => (isEmpty(group) ? [] : processesIn(group).catch(() => [])),
        end: ({ graceMs }) => settled(() => end(group, { graceMs, log }), { group, log }),
      };
    },
    sweep: ({ graceMs }) => settled(() => sweepGroups(folder, { graceMs }), { group: folder, log }),
  };
}

/** Counted by the kernel without any controller, also for what has ended. */
function processorMsIn(group: string): number | undefined {
  try {
    const [, used] = readFileSync(join(group, "cpu.stat"), "utf8").split("\n", 1)[0]?.split(" ") ?? [];
    return used === undefined ? undefined : Number(used) / 1_000;
  } catch {
    return undefined; // A kernel before 4.15, or the group is gone.
  }
}

/** Also of the groups in it. One short read: the lists of a group and of those in it would be four, after each run. */
function isEmpty(group: string): boolean {
  try {
    return readFileSync(join(group, "cgroup.events"), "utf8").includes("populated 0");
  } catch {
    return false;
  }
}

function startIn<T>(
  group: string,
  { program, entrance, spawn }: { program: Program; entrance: GroupEntrance | undefined; spawn: Spawn<T> },
): T {
  const leave = entrance?.enter(group);
  // A program that cannot start is started as it is: the shell would turn the error into an exit code.
  if (leave === undefined) return spawn(canStart(program) ? enterGroup(group, program) : program);
  try {
    return spawn(program);
  } finally {
    leave();
  }
}

async function end(
  folder: string,
  { graceMs, log }: { graceMs: number; log: ContainmentLog },
): Promise<number> {
  const group = basename(folder);
  const { found, gone } = await endGroup(folder, { graceMs });
  if (!gone) log.warn({ group, count: found }, "processes of a run survived SIGKILL");
  else if (found > 0)
    log.warn({ group, count: found }, "ended processes that had left the group of their run");
  return found;
}

/** The run has ended and must not fail now. The next sweep tries again. */
async function settled(
  action: () => Promise<number>,
  { group, log }: { group: string; log: ContainmentLog },
): Promise<number> {
  try {
    return await action();
  } catch (error) {
    log.warn(
      { group: basename(group), error: String(error) },
      "could not end the processes in a control group",
    );
    return 0;
  }
}
