/**
 * Runs the command of another version of TinyAGI on this terminal. It cleans what it prints as this one does. Signals of
 * the terminal reach it by themselves.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { CliContext } from "../context/context.js";
import { EXIT } from "../error/exit-code.js";

const STDERR = 2;

export interface VersionRun {
  /** Absolute path of its command. */
  readonly program: string;
  /** `--json` and `--plain` are added as they were given to this command. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `quiet`: this command has a result of its own to print, so that of the other one is only news. */
  readonly stdout: "shown" | "quiet";
}

/** @returns its exit code */
export function runVersion({ output }: CliContext, run: VersionRun): Promise<number> {
  const { program, words, env } = run;
  const flags = [...(output.json ? ["--json"] : []), ...(output.plain ? ["--plain"] : [])];
  const stdout = run.stdout === "shown" ? "inherit" : output.json ? "ignore" : STDERR;
  const child = spawn(process.execPath, [program, ...words, ...flags], {
    env,
    stdio: ["inherit", stdout, "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      resolve(code ?? (signal === null ? EXIT.failed : 128 + constants.signals[signal])),
    );
  });
}
