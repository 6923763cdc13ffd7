/**
 * Lets this process start programs inside control groups without a shell and without a wait: its thread moves into the
 * group of a program, forks, and moves back. What it forks is born in the group.
 *
 * A process that moves to another group can wait for an RCU grace period: 6 to 20 ms on an idle machine. A thread that
 * moves itself never waits (30 µs), but it may only move between groups of threads with one common root. So the group of
 * the home becomes such a root, this process moves into it once, and the groups of programs become groups of threads.
 *
 * @see https://docs.kernel.org/admin-guide/cgroup-v2.html#threads
 */
import { openSync, writeFileSync, writeSync } from "node:fs";
import { release } from "node:os";
import { join } from "node:path";
import { withHomeGroup } from "./make-group.js";

/** Before, the kernel took the slow lock when an empty group became one of threads. */
const MIN_KERNEL = 6;
/** Stands for the thread or process that writes. */
const SELF = "0";

/** The way into the groups of programs. */
export interface GroupEntrance {
  /**
   * Moves this thread into a group. Fork at once, and move back before anything else happens.
   *
   * @returns a function that moves it back; undefined if the thread could not move
   */
  readonly enter: (group: string) => (() => void) | undefined;
}

/**
 * Moves this process into the group of a home, which can take some milliseconds. Only for a process that does nothing but
 * start programs: as long as it lives, the group does.
 *
 * @returns undefined if this kernel is too old
 * @throws the error of the file system
 */
export function openGroupEntrance(home: string): GroupEntrance | undefined {
  if (Number.parseInt(release(), 10) < MIN_KERNEL) return undefined;
  withHomeGroup(home, () => writeFileSync(join(home, "cgroup.procs"), SELF, { flag: "r+" }));
  const way = openSync(join(home, "cgroup.threads"), "r+");
  return {
    enter(group) {
      try {
        writeFileSync(join(group, "cgroup.type"), "threaded", { flag: "r+" });
        writeFileSync(join(group, "cgroup.threads"), SELF, { flag: "r+" });
      } catch {
        return undefined; // For example: the group of the home holds ordinary groups with living processes.
      }
      return () => moveBack(way);
    },
  };
}

function moveBack(way: number): void {
  try {
    writeSync(way, SELF);
  } catch (error) {
    // Ends this process: a thread that stayed in the group would be ended together with the program, at any time.
    process.nextTick(() => {
      throw error;
    });
  }
}
