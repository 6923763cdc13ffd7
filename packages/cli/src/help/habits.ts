/**
 * What people type from habit, as the words of this command. `gh`, `git` and `docker` have other names for the same verbs;
 * an agent or a question may come first. Pure: nothing that is a command of its own is ever rewritten.
 */
import type { Command } from "commander";
import { COMMANDS } from "../command-table.js";

/** Words with one meaning. A noun has one of each row; the others lead to it. */
const SYNONYMS = {
  list: ["list", "ls"],
  show: ["show", "get", "view", "inspect"],
  add: ["add", "create", "new"],
  set: ["set", "edit", "update", "change"],
  remove: ["remove", "rm", "delete"],
} as const;
type Meaning = keyof typeof SYNONYMS;

/** Verbs of their own that mean one of the rows for their noun. */
const MEANS: Readonly<Record<string, Meaning>> = {
  "channel status": "show",
  "chatroom list": "list",
  "pairing allow": "add",
  "pairing unpair": "remove",
  "queue status": "show",
  "skill install": "add",
  "token revoke": "remove",
};

/** Nouns that list, or show one, without a verb: `tinyagi runs list` is `tinyagi runs`. */
const WITHOUT_VERB: Readonly<Record<string, readonly Meaning[]>> = {
  runs: ["list"],
  budgets: ["list", "show"],
  approvals: ["list", "show"],
  chatroom: ["list", "show"],
  model: ["list", "show"],
  queue: ["list"],
  logs: ["list", "show"],
  spend: ["list", "show"],
  trends: ["list", "show"],
};
/** What the verb-less noun is, where it is another word. */
const BARE: Readonly<Record<string, string>> = { queue: "queue status" };
/** Nouns of people that are not the plural or singular of ours. */
const NOUNS: Readonly<Record<string, string>> = {
  approval: "approvals",
  log: "logs",
  rooms: "chatroom",
  message: "queue",
  cost: "spend",
  costs: "spend",
  stat: "trends",
  stats: "trends",
  statistics: "trends",
};

/** Gives every noun the other words for its verbs, so that help, completion and parsing know them. */
export function addSynonyms(program: Command): void {
  for (const noun of program.commands) {
    const taken = new Set(noun.commands.flatMap((verb) => [verb.name(), ...verb.aliases()]));
    for (const [meaning, words] of Object.entries(SYNONYMS)) {
      const verbs = noun.commands.filter((verb) => findMeaning(noun.name(), verb) === meaning);
      const [only, another] = verbs;
      // `config set` and `config edit` are two commands: no third word may choose between them.
      if (only === undefined || another !== undefined) continue;
      for (const word of words) if (!taken.has(word)) only.alias(word);
    }
  }
}

function findMeaning(noun: string, verb: Command): Meaning | undefined {
  const own = MEANS[`${noun} ${verb.name()}`];
  if (own !== undefined) return own;
  return meaningOfWord(verb.name());
}

function meaningOfWord(word: string | undefined): Meaning | undefined {
  return (Object.keys(SYNONYMS) as Meaning[]).find((one) =>
    (SYNONYMS[one] as readonly string[]).includes(word ?? ""),
  );
}

/** @param words without the options of the program */
export function translated(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => !word.startsWith("-"));
  const first = words[at];
  if (first === undefined || words.slice(0, at).includes("--")) return words;
  if (isMessage(first)) return ["run", ...words];
  const noun = findNoun(first);
  if (noun === undefined) return words;
  const rest = words.slice(at + 1);
  const before = words.slice(0, at);
  if (noun === "budget" && meaningOfWord(rest[0]) === "list") return [...before, "budgets", ...rest.slice(1)];
  const meaning = meaningOfWord(rest[0]);
  if (meaning !== undefined && WITHOUT_VERB[noun]?.includes(meaning) === true)
    return [...before, ...(BARE[noun] ?? noun).split(" "), ...rest.slice(1)];
  // `tinyagi agents`: the plural alone lists.
  const lists = noun !== first && rest.every((word) => word.startsWith("-")) && !(noun in WITHOUT_VERB);
  return [...before, noun, ...(lists ? ["list"] : []), ...rest];
}

/** `@coder fix it`, or one quoted text with a space. A single unknown word is more likely a typing error. */
function isMessage(word: string): boolean {
  return /^@\S/.test(word) || /\S\s+\S/.test(word);
}

function findNoun(word: string): string | undefined {
  const names = new Set(
    COMMANDS.flatMap(({ name, alias }) => (alias === undefined ? [name] : [name, alias])),
  );
  if (names.has(word)) return word;
  const guesses = [NOUNS[word], word.replace(/ies$/, "y"), word.replace(/s$/, ""), `${word}s`];
  return guesses.find((guess) => guess !== undefined && NOUN_NAMES.has(guess) && names.has(guess));
}

/** Commands that are nouns. `runs` is one, `run` is a verb. */
const NOUN_NAMES: ReadonlySet<string> = new Set([
  ...[
    "agent",
    "approvals",
    "backup",
    "budget",
    "budgets",
    "channel",
    "chatroom",
    "conversation",
    "heartbeat",
  ],
  ...["logs", "memory", "model", "pairing", "plugin", "project", "provider", "queue", "runs", "schedule"],
  ...["skill", "spend", "trends", "task", "team", "token", "webhook"],
]);
