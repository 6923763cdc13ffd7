/**
 * Commands of TinyAGI 0.0.20 that this version does not have, and what replaces them. People who typed them for years
 * get more than "unknown command".
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

const SUCCESSORS: ReadonlyMap<string, Successor> = new Map([
  [
    "install",
    {
      message: "TinyAGI is already installed",
      hint: "set it up: tinyagi setup; check this machine: tinyagi doctor",
    },
  ],
  ["visualize", WATCH],
  ["viz", WATCH],
]);

/** The error for a command of 0.0.20 that no longer exists; undefined for all others. @param words without options */
export function oldWordError(words: readonly string[]): CliError | undefined {
  const [first = "", second = ""] = words;
  const successor = SUCCESSORS.get(`${first} ${second}`) ?? SUCCESSORS.get(first);
  return successor === undefined ? undefined : usageError(successor.message, successor.hint);
}
