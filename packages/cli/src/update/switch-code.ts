/**
 * Puts another version's folder in the place of the package. Guarantees: it can be interrupted anywhere and repeated,
 * and at every moment the command runs: while the folder is replaced, its link points at the copy of the old version.
 */
import { lstatSync, readlinkSync, realpathSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Environment } from "../context/environment.js";
import { hit } from "./failpoint.js";
import { commandIn, isThere, type Places } from "./places.js";

/** @param folders `from` becomes the package, which moves to `aside` */
export function switchCode(places: Places, folders: { from: string; aside: string }, env: Environment): void {
  const { packageDir, previous } = places;
  if (isThere(folders.from)) {
    point(places, previous);
    hit(env, "switch.linked");
    if (isThere(packageDir)) {
      rmSync(folders.aside, { recursive: true, force: true });
      renameSync(packageDir, folders.aside);
    }
    hit(env, "switch.moved");
    renameSync(folders.from, packageDir);
    hit(env, "switch.placed");
  }
  point(places, packageDir);
}

/** A command that is no link into this installation belongs to someone else. */
function point({ bin, modules }: Places, packageDir: string): void {
  const stats = lstatSync(bin, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isSymbolicLink()) return;
  const folder = realpathSync(dirname(bin));
  if (!resolve(folder, readlinkSync(bin)).startsWith(modules + sep)) return;
  const temporary = join(folder, `.tinyagi-${process.pid}`);
  rmSync(temporary, { force: true });
  symlinkSync(relative(folder, commandIn(packageDir)), temporary);
  renameSync(temporary, bin);
}
