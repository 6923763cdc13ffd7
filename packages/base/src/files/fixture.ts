/** Simulates a hostile agent that acts exactly before a step of the daemon. For tests only. */
import { mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

type Step = "lstat" | "mkdir" | "open" | "opendir" | "readdir" | "realpath" | "rename" | "unlink";

/** Calls `act` before every `step`, with its path, until it is disposed. */
export function before(step: Step, act: (path: string) => void): Disposable {
  const real = fs[step] as (...args: unknown[]) => Promise<unknown>;
  const watched = (...args: unknown[]) => {
    act(String(args[0]));
    return real.apply(fs, args);
  };
  const put = (call: unknown) => {
    Object.assign(fs, { [step]: call });
    syncBuiltinESMExports();
  };
  put(watched);
  return { [Symbol.dispose]: () => put(real) };
}

/** A folder that can be replaced by a link to `target` and restored. */
export function swappable(folder: string, target: string) {
  let isLink = false;
  const put = (link: boolean) => {
    if (link === isLink) return;
    isLink = link;
    if (link) {
      renameSync(folder, `${folder}.aside`);
      symlinkSync(target, folder);
    } else {
      unlinkSync(folder);
      renameSync(`${folder}.aside`, folder);
    }
  };
  return { link: () => put(true), restore: () => put(false) };
}

export function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tinyagi-files-test-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
