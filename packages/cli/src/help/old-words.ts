/**
 * Commands of TinyAGI 0.0.20 that this version does not have, and commands that people try before they read the help:
 * what to type instead. They get more than "unknown command".
 */
import type { CliError } from "../error/cli-error.js";
import { usageError } from "../error/cli-error.js";

interface Successor {
  readonly message: string;
  readonly hint: string;
}

const WATCH: Successor = {
  message: "this command has a new name",
  hint: "show teams: tinyagi team visualize; watch agents work: tinyagi run '@team text'",
};

const EXPORT: Successor = {
  message: "teams are exported with another command",
  hint: "tinyagi export team <team> --out <file>; or --folder <folder>",
};
const IMPORT: Successor = {
  message: "say what to import",
  hint: "another product: tinyagi import --from openclaw; a team: tinyagi import team <file or folder>; an older home: tinyagi import home <folder>",
};

const SUCCESSORS: ReadonlyMap<string, Successor> = new Map([
  [
    "install",
    {
      message: "TinyAGI is already installed",
      hint: "set it up: tinyagi setup; check this machine: tinyagi doctor",
    },
  ],
  ["export", EXPORT],
  ["team import", IMPORT],
  ["import", IMPORT],
  ["visualize", WATCH],
  ["viz", WATCH],
]);

/** The error for a command that does not exist, but has a successor; undefined for all others. @param words without options */
export function oldWordError(words: readonly string[]): CliError | undefined {
  const [first = "", second = ""] = words;
  const successor = SUCCESSORS.get(`${first} ${second}`) ?? SUCCESSORS.get(first);
  return successor === undefined ? undefined : usageError(successor.message, successor.hint);
}
