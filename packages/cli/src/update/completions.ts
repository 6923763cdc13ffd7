/** The completion scripts that a person saved where their shell finds them. Files that TinyAGI did not print stay. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Environment } from "../context/environment.js";

const FIRST_LINES = /^(#compdef tinyagi\n)?# (bash|zsh|fish) completion for tinyagi;/;

/** The places that `tinyagi completion --help` names. @returns absolute paths of scripts of TinyAGI */
export function savedCompletions(env: Environment): string[] {
  const home = env.HOME !== undefined && isAbsolute(env.HOME) ? env.HOME : homedir();
  return [
    join(home, ".local", "share", "bash-completion", "completions", "tinyagi"),
    join(home, ".zfunc", "_tinyagi"),
    join(home, ".config", "fish", "completions", "tinyagi.fish"),
  ].filter(isOurs);
}

function isOurs(file: string): boolean {
  try {
    return FIRST_LINES.test(readFileSync(file, "utf8"));
  } catch {
    // It is not there, or not a file that this user may read: not ours to remove.
    return false;
  }
}
