/**
 * Programs in front of PATH that write down each call and then run the real program of that name. They stand for a tracer,
 * which not every machine has.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findProgram } from "@tinyagi/base/program";

export interface WatchedPrograms extends Disposable {
  /** The first folder of the PATH to use. */
  readonly folder: string;
  /** The calls of a program so far: its arguments, joined with spaces. */
  calls(name: string): string[];
  /** Seconds of processor time of each call that has ended, with everything that it started and waited for. */
  processorSeconds(name: string): number[];
  /** Forgets what was written down. */
  reset(): void;
}

/** @param path where the real programs are; those that are missing are not watched */
export async function watchPrograms(names: readonly string[], path: string): Promise<WatchedPrograms> {
  // codex starts no program from the temporary folder, which its commands may write.
  const root = mkdtempSync("/var/tmp/tinyagi-watched-");
  const [folder, log] = [join(root, "bin"), join(root, "log")];
  mkdirSync(folder);
  mkdirSync(log);
  for (const name of names) {
    const real = await findProgram(name, path);
    if (real !== undefined)
      writeFileSync(join(folder, name), watcher(real, join(log, name)), { mode: 0o755 });
  }
  const read = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : "");
  return {
    folder,
    calls: (name) => read(join(log, name)).split("\0").slice(0, -1),
    processorSeconds: (name) =>
      read(join(log, `${name}.times`))
        .split("\n")
        .slice(0, -1)
        .map(secondsIn),
    reset() {
      rmSync(log, { recursive: true });
      mkdirSync(log);
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Puts the folder in front of a PATH. */
export function pathWith({ folder }: WatchedPrograms, path: string): string {
  return `${folder}${delimiter}${path}`;
}

function watcher(real: string, log: string): string {
  return `#!/bin/sh
printf '%s\\0' "$*" >>'${log}'
'${real}' "$@"
code=$?
times >'${log}.last'
{ read -r own; read -r children; } <'${log}.last'
echo "$children" >>'${log}.times'
exit $code
`;
}

/** The line of the shell's `times` about children: user and system time, such as `0m1.20s 0m0.31s`. */
function secondsIn(line: string): number {
  return line
    .split(" ")
    .map((part) => part.split("m"))
    .reduce(
      (sum, [minutes = "0", seconds = "0"]) => sum + Number(minutes) * 60 + Number.parseFloat(seconds),
      0,
    );
}
