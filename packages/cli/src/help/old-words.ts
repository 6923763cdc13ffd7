/**
 * Words that TinyAGI 0.0.20 knew and this version answers differently: what stands in their place. Nobody who typed
 * them for years is left with "unknown command".
 */
import type { CliError } from "../context/cli-error.js";
import { usageError } from "../context/cli-error.js";

interface Successor {
  readonly message: string;
  readonly hint: string;
}

const CHANNELS: Successor = {
  message: "chat channels are not started from here: a channel is a client of its own",
  hint: "give it a token with: tinyagi token create --channel <id>, and let people in with: tinyagi pairing",
};
const WATCH: Successor = {
  message: "teams are shown by another word now",
  hint: "see them with: tinyagi team visualize; watch agents work with: tinyagi run '@team text'",
};

const SUCCESSORS: ReadonlyMap<string, Successor> = new Map([
  ["channel", CHANNELS],
  ["channels", CHANNELS],
  [
    "office",
    {
      message: "there is no browser interface in this version",
      hint: "the same is here: tinyagi status, tinyagi run, tinyagi task list, tinyagi conversation list",
    },
  ],
  [
    "update",
    {
      message: "TinyAGI does not change its own files",
      hint: "update it the way it was installed (npm, or git pull and npm run setup), then: tinyagi restart",
    },
  ],
  [
    "install",
    {
      message: "TinyAGI is installed already: this is it",
      hint: "begin with: tinyagi setup; check this machine with: tinyagi doctor",
    },
  ],
  ["visualize", WATCH],
  ["viz", WATCH],
]);

/** The answer to words of 0.0.20 that are no command now; undefined for all others. @param words without options */
export function oldWordError(words: readonly string[]): CliError | undefined {
  const [first = "", second = ""] = words;
  const successor = SUCCESSORS.get(`${first} ${second}`) ?? SUCCESSORS.get(first);
  return successor === undefined ? undefined : usageError(successor.message, successor.hint);
}
