/**
 * The options that every command has, read before anything is loaded: they decide how output looks and which daemon is
 * asked. They may be anywhere before `--`. Pure.
 */
import { usageError } from "../error/cli-error.js";

export interface GlobalOptions {
  json: boolean;
  plain: boolean;
  /** Only data, and errors. */
  quiet: boolean;
  /** Show it again whenever it changes. */
  watch: boolean;
  /** Markdown of answers as it was written. */
  raw: boolean;
  /** Address of a daemon elsewhere. */
  host: string | undefined;
  tokenFile: string | undefined;
  allowHttp: boolean;
  /** What the command itself gets. */
  words: readonly string[];
}

const FLAGS = {
  "--json": "json",
  "--plain": "plain",
  "--quiet": "quiet",
  "-q": "quiet",
  "--watch": "watch",
  "--raw": "raw",
  "--allow-http": "allowHttp",
} as const;
const VALUES = { "--host": "host", "--token-file": "tokenFile" } as const;
const FORMATS: Readonly<Record<string, "json" | "plain" | undefined>> = {
  json: "json",
  plain: "plain",
  text: undefined,
};
/** Commands that had one of these words first, and keep it. */
export const OWN_WORDS: Readonly<Record<string, readonly string[]>> = {
  backup: ["-o"],
  export: ["-o"],
  update: ["--watch"],
};

/** For the help of the program. */
export const GLOBAL_OPTIONS: readonly (readonly [flags: string, about: string])[] = [
  ["--json", "print JSON, in the same format as the API; the same as -o json"],
  ["--plain", "print without colours, boxes or redrawn lines"],
  ["-o, --output <format>", "json, plain or text"],
  ["-q, --quiet", "print only data and errors"],
  ["--raw", "print answers as the agent wrote them, without drawing their Markdown"],
  ["--watch", "show it again whenever it changes; for commands that list or show something"],
  ["--host <url>", "ask the daemon at this address, such as https://box.example"],
  ["--token-file <file>", "with --host: a file with the token of that daemon"],
];

/** @throws CliError usage for an option without its value, or an unknown format */
export function readGlobals(words: readonly string[]): GlobalOptions {
  const found: GlobalOptions = {
    json: false,
    plain: false,
    quiet: false,
    watch: false,
    raw: false,
    allowHttp: false,
    host: undefined,
    tokenFile: undefined,
    words: [],
  };
  const end = words.indexOf("--");
  const before = end === -1 ? words : words.slice(0, end);
  const own = OWN_WORDS[before.find((word) => !word.startsWith("-")) ?? ""] ?? [];
  const kept: string[] = [];
  const left = [...before];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const [name = "", ...rest] = word.startsWith("--") ? word.split("=") : [word];
    const take = (): string => valueFor(name, rest.length === 0 ? left.shift() : rest.join("="));
    if (own.includes(name)) kept.push(word);
    else if (isFlag(word)) found[FLAGS[word]] = true;
    else if (isValue(name)) found[VALUES[name]] = take();
    else if (name === "-o" || name === "--output") {
      const format = getFormat(take());
      if (format !== undefined) found[format] = true;
    } else kept.push(word);
  }
  return { ...found, words: [...kept, ...(end === -1 ? [] : words.slice(end))] };
}

const isFlag = (word: string): word is keyof typeof FLAGS => Object.hasOwn(FLAGS, word);
const isValue = (name: string): name is keyof typeof VALUES => Object.hasOwn(VALUES, name);

function valueFor(name: string, value: string | undefined): string {
  if (value === undefined || value === "" || value.startsWith("-"))
    throw usageError(`${name} needs a value.`, "See: tinyagi --help");
  return value;
}

function getFormat(value: string): "json" | "plain" | undefined {
  if (!Object.hasOwn(FORMATS, value))
    throw usageError("The output format is json, plain or text.", "For example: -o json");
  return FORMATS[value];
}
