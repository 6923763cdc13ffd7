/**
 * Candidates for the word at the cursor of a command line: subcommands, options, choices, and ids that a daemon knows.
 * Reads only the command tree, so that a new command needs no change here.
 */
import type { Argument, Command, Option } from "commander";

export interface Candidate {
  value: string;
  description: string;
}

/** Kinds of ids a running daemon can name. */
export type IdKind =
  | "agent"
  | "agentOrTeam"
  | "approval"
  | "artifactLink"
  | "companyNote"
  | "conversation"
  | "customProvider"
  | "deadLetter"
  | "homeProvider"
  | "mcpServer"
  | "note"
  | "pairingCode"
  | "plugin"
  | "project"
  | "proposal"
  | "provider"
  | "pushDevice"
  | "revision"
  | "run"
  | "schedule"
  | "setting"
  | "skill"
  | "task"
  | "team"
  | "token"
  | "webhook";

export interface Place {
  candidates: Candidate[];
  /** Ids that fit here, too; the caller gets them from the daemon. */
  ids: IdKind | undefined;
  /** The first argument: the agent whose notes or skills are meant. */
  about: string;
  /** Text before each candidate in the same word: `--agents=coder,`. */
  prefix: string;
  /** Entries that the list already has. */
  taken: readonly string[];
}

/** Arguments and options whose value is an id of one kind. */
const ID_NAMES: ReadonlyMap<string, IdKind> = new Map([
  ["agent", "agent"],
  ["agents", "agent"],
  ["leader", "agent"],
  ["assignee", "agentOrTeam"],
  ["provider", "provider"],
  ["team", "team"],
  ["schedule", "schedule"],
  ["label", "schedule"],
  ["task", "task"],
  ["tasks", "task"],
  ["project", "project"],
  ["conversation", "conversation"],
  ["plugin", "plugin"],
  ["webhook", "webhook"],
  ["server", "mcpServer"],
  ["code", "pairingCode"],
  ["approval", "approval"],
  ["link", "artifactLink"],
  ["browser", "pushDevice"],
  ["proposal", "proposal"],
  ["run", "run"],
  ["revision", "revision"],
  ["skill", "skill"],
]);
/** Commands whose `<id>` is not of the kind their noun names. */
const KINDS_BY_COMMAND: ReadonlyMap<string, IdKind> = new Map([
  ["reset", "agent"],
  ["runs show", "run"],
  ["trace", "run"],
  ["queue retry", "deadLetter"],
  ["queue delete", "deadLetter"],
  ["provider add", "customProvider"],
  ["provider remove", "customProvider"],
  ["token revoke", "token"],
]);
/** Commands whose `--agent` may name a team, too. */
const TAKES_TEAMS: ReadonlySet<string> = new Set([
  "send",
  "run",
  "chat",
  "schedule add",
  "schedule set",
  "schedule list",
  "webhook add",
]);
/** What a `<path>` leads to, by the noun of its command. */
const PATHS: ReadonlyMap<string, IdKind> = new Map([
  ["memory", "note"],
  ["company", "companyNote"],
  ["config", "setting"],
]);
/** Placeholder of options that take ids with commas between them. */
const LIST = "<ids>";
/** A bare `<id>` is of the kind its command is about. */
const BARE_NAMES: ReadonlySet<string> = new Set(["id", "ids", "name"]);

/**
 * @param words words after `tinyagi`; the last one is half typed and may be empty
 */
export function candidatesAt(program: Command, words: readonly string[]): Place {
  const half = words.at(-1) ?? "";
  const { command, given, pending } = walk(program, words.slice(0, -1));
  const place = { ids: undefined, about: (given[0] ?? "").replace(/^@/, ""), prefix: "", taken: [] };
  if (pending !== undefined) return { ...place, ...ofOption(pending, command, half) };
  if (half.startsWith("-")) {
    const [name = ""] = half.split("=", 1);
    const option = name === half ? undefined : findOption(command, name);
    if (option === undefined || !takesValue(option))
      return { ...place, candidates: toOptions(command, program) };
    const value = ofOption(option, command, half.slice(name.length + 1));
    return { ...place, ...value, prefix: `${name}=${value.prefix}` };
  }
  // `@coder` names an agent or a team wherever a text or an id may be, and first of all for a message.
  if (half.startsWith("@") && (command === program || command.registeredArguments.length > 0))
    return { ...place, candidates: [], ids: "agentOrTeam", prefix: "@" };
  const subcommands = given.length === 0 ? listSubcommands(command) : [];
  const argument = argumentAt(command, given.length);
  if (argument === undefined) return { ...place, candidates: subcommands };
  return {
    ...place,
    candidates: [...subcommands, ...choices(argument.argChoices)],
    ids: detectKind(argument.name(), command),
  };
}

interface Walked {
  command: Command;
  /** Arguments before the cursor. */
  given: string[];
  /** An option that waits for its value. */
  pending: Option | undefined;
}

function walk(program: Command, words: readonly string[]): Walked {
  let command = program;
  const given: string[] = [];
  let pending: Option | undefined;
  for (const word of words) {
    if (pending !== undefined) {
      pending = undefined;
      continue;
    }
    if (word.startsWith("-")) {
      const option = findOption(command, word);
      pending = option !== undefined && takesValue(option) ? option : undefined;
      continue;
    }
    const next = given.length === 0 ? find(command, word) : undefined;
    if (next === undefined) given.push(word);
    else command = next;
  }
  return { command, given, pending };
}

function findOption(command: Command, word: string): Option | undefined {
  return command.options.find((one) => one.long === word || one.short === word);
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

function find(command: Command, word: string): Command | undefined {
  return command.commands.find((one) => one.name() === word || one.aliases().includes(word));
}

function listSubcommands(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== "help")
    .map((one) => ({ value: one.name(), description: one.description() }));
}

function toOptions(command: Command, program: Command): Candidate[] {
  const all = command === program ? command.options : [...command.options, ...program.options];
  return all
    .filter((option) => !option.hidden && option.long !== undefined)
    .map((option) => ({ value: option.long ?? "", description: option.description }));
}

function argumentAt(command: Command, index: number): Argument | undefined {
  const list = command.registeredArguments;
  const last = list.at(-1);
  return list[index] ?? (last?.variadic === true ? last : undefined);
}

/** @param half what is typed of its value; in a list only the entry after the last comma is open */
function ofOption(option: Option, command: Command, half: string): Omit<Place, "about"> {
  const ids = detectKind(option.attributeName(), command);
  const isNamed = half.startsWith("@") && (ids === "agent" || ids === "agentOrTeam");
  const list = option.flags.includes(LIST) ? half.slice(0, half.lastIndexOf(",") + 1) : "";
  const prefix = isNamed && list === "" ? "@" : list;
  return {
    candidates: choices(option.argChoices),
    ids,
    prefix,
    taken: prefix.split(","),
  };
}

function choices(values: readonly string[] | undefined): Candidate[] {
  return (values ?? []).map((value) => ({ value, description: "" }));
}

function detectKind(name: string, command: Command): IdKind | undefined {
  const path = toPath(command);
  if (name === "path") return PATHS.get(command.parent?.name() ?? "");
  const kind = ID_NAMES.get(name);
  if (kind === "provider" && path === "provider") return "homeProvider";
  if (kind === "agent" && TAKES_TEAMS.has(path)) return "agentOrTeam";
  if (kind !== undefined || !BARE_NAMES.has(name)) return kind;
  return KINDS_BY_COMMAND.get(path) ?? ID_NAMES.get(command.parent?.name() ?? "");
}

/** Words of a command after `tinyagi`. */
function toPath(command: Command): string {
  const parent = command.parent;
  if (parent === null) return "";
  return `${toPath(parent)} ${command.name()}`.trim();
}
