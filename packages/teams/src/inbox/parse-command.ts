/**
 * Recognises the commands people type: a word after `/` or `!`, in any case, which begins the message. A word after `/` is
 * always meant as a command: a mistyped one is answered, and never sent to an agent, which costs money. A path such as
 * `/etc/hosts` is no word, and `//word` sends `/word` as a text.
 */
import {
  CHAT_COMMAND_SYNONYMS,
  CHAT_COMMANDS,
  type ChatCommandName,
  nearestName,
  SENDER_ROLES,
  type SenderRole,
} from "@tinyagi/contracts";

/** Commands that read their own words. */
const FREE = [
  "new",
  "retry",
  "why",
  "cancel",
  "tasks",
  "schedule",
  "approvals",
  "budget",
  "spend",
  "usage",
  "trends",
  "recall",
  "ask",
  "artifacts",
  "pull",
  "model",
  "with",
  "expose",
] as const satisfies readonly ChatCommandName[];
type FreeName = (typeof FREE)[number];

export type Command =
  | { name: "agent" | "team" | "restart" | "status" | "help" }
  | { name: "reset"; ids: readonly string[] }
  /** `argument`: an id or name, `clear`, or null to ask for the current default. */
  | { name: "default"; argument: string | null }
  | { name: "stop"; all: boolean }
  | { name: "approve"; code: string | null; role: SenderRole | null }
  | { name: "deny"; code: string | null }
  /** `id`: null for the only one that waits. */
  | { name: "confirm"; id: string | null }
  /** `agent`: null for the newest work of the sender. */
  | { name: "steer"; command: "pause" | "resume" | "inject"; agent: string | null; text: string }
  /** About an approval; `approve` and `deny` above are about senders. */
  | { name: "decide"; act: "approve" | "deny" | "answer"; id: string; text: string }
  /** `text`: what follows the name, as it was written. */
  | { [Name in FreeName]: { name: Name; words: readonly string[]; text: string } }[FreeName]
  /** A command with words that it does not take. */
  | { name: "misused"; command: ChatCommandName }
  /** No command has this name. */
  | { name: "unknown"; word: string };
export type CommandName = Command["name"];

/** What follows a command is not longer. */
const COMMAND_MAX_CHARS = 500;
/** Shorter words are near to some command by chance. */
const NEAR_MIN_CHARS = 6;
/** Most agents in one `/reset`. */
const RESET_MAX = 20;
/** Telegram adds the bot's name in groups: `/help@my_bot`. */
const WRITTEN = /^([/!])([a-z][a-z0-9_-]{0,31})(?:@[a-z0-9_]{0,60}bot)?(?:\s+([\s\S]*))?$/i;
/** Only these may have several lines. */
const ANSWER_MAX_CHARS = 16_000;
const DECISION =
  /^[/!](approve|deny|answer)(?:@[a-z0-9_]{0,60}bot)?[ \t]+(ask_[a-hj-np-z2-9]{8})(?:\s+([\s\S]*))?$/i;
const STEERING = /^[/!](pause|resume|steer)(?:@[a-z0-9_]{0,60}bot)?(?:[ \t]+@(\S{1,64}))?(?:\s+([\s\S]*))?$/i;
const AGENT_RESET = /^@(\S+)[ \t]+[/!]reset$/i;

/** The command of a message, or null. Pure; never throws. */
export function parseCommand(text: string): Command | null {
  const line = text.trim();
  const decision = parseDecision(line) ?? parseSteering(line);
  if (decision !== null) return decision;
  const agent = line.length > COMMAND_MAX_CHARS ? undefined : AGENT_RESET.exec(line)?.[1];
  if (agent !== undefined) return { name: "reset", ids: [idOf(agent)] };
  const [, mark, written = "", rest = ""] = WRITTEN.exec(line) ?? [];
  if (mark === undefined) return null;
  const word = written.toLowerCase();
  const name = commandNamed(word);
  if (name !== undefined && mark === "/") return toCommand(name, rest) ?? { name: "misused", command: name };
  if (name !== undefined) return fitting(toCommand(name, rest));
  if (mark === "/") return { name: "unknown", word };
  // People also write `!hello`. Only a longer word that is nearly a command is meant as one.
  const isNear = word.length >= NEAR_MIN_CHARS && nearestName(word, Object.keys(CHAT_COMMANDS)) !== undefined;
  return isNear ? { name: "unknown", word } : null;
}

/** The text that an agent gets: of a doubled first mark, which says that no command is meant, one stays. */
export function withoutEscape(text: string): string {
  const line = text.trimStart();
  const isDoubled = line.startsWith("//") || line.startsWith("!!");
  return isDoubled && parseCommand(line.slice(1)) !== null ? line.slice(1) : text;
}

function commandNamed(word: string): ChatCommandName | undefined {
  if (Object.hasOwn(CHAT_COMMANDS, word)) return word as ChatCommandName;
  return Object.hasOwn(CHAT_COMMAND_SYNONYMS, word) ? CHAT_COMMAND_SYNONYMS[word] : undefined;
}

function toCommand(name: ChatCommandName, rest: string): Command | null {
  const free = FREE.find((one) => one === name);
  const isLong = rest.length > COMMAND_MAX_CHARS || rest.includes("\n");
  const mayBeLong = free === "schedule" || free === "with";
  if (isLong && (!mayBeLong || rest.length > ANSWER_MAX_CHARS)) return null;
  const words = rest.split(/\s+/).filter((word) => word !== "");
  return free === undefined ? toPlain(name, words) : { name: free, words, text: rest };
}

/** People also write `!why not`: after `!`, a command needs words that it takes. */
function fitting(command: Command | null): Command | null {
  const fits = FREE.find((one) => one === command?.name);
  if (command === null || fits === undefined || !("words" in command)) return command;
  return command.words.length === 0 || FITS[fits](command.words) ? command : null;
}

type Fits = (words: readonly string[]) => boolean;
const onlyAlone: Fits = () => false;
const isMessage: Fits = ([word = "", ...more]) =>
  more.length === 0 && Number.isSafeInteger(Number(word.replace("#", "")));
/** Whether words may be meant for it, when there are some. */
const FITS: Readonly<Record<FreeName, Fits>> = {
  new: ([word = "", ...more]) => more.length === 0 && word.startsWith("@"),
  retry: (words) => isMessage(words) || (words.length === 1 && words[0]?.toLowerCase() === "all"),
  why: isMessage,
  cancel: isMessage,
  tasks: onlyAlone,
  schedule: ([first = "", ...more]) =>
    (first.toLowerCase() === "remove" && more.length === 1) ||
    TIME_BEGINS.has(first.toLowerCase()) ||
    more.some((word) => word.startsWith("@")),
  approvals: onlyAlone,
  budget: ([first]) => first?.toLowerCase() === "extend",
  spend: onlyAlone,
  usage: onlyAlone,
  trends: onlyAlone,
  recall: (words) => words.length > 0,
  // `!ask` begins a text that is meant for an agent, too.
  ask: ([first]) => ["how", "why", "what", "where", "which"].includes(first?.toLowerCase() ?? ""),
  artifacts: ([first = "", ...more]) => ["share", "unshare"].includes(first.toLowerCase()) && more.length > 0,
  pull: ([, act, id, ...more]) =>
    more.length === 0 && id !== undefined && ["open", "merge"].includes(act?.toLowerCase() ?? ""),
  model: ([first = "", ...more]) => more.length <= (first.startsWith("@") ? 1 : 0),
  expose: ([first, ...more]) => first?.toLowerCase() === "stop" && more.length === 0,
  // `!with` begins many a sentence.
  with: (words) => words.slice(0, 2).some((word) => word.toLowerCase().startsWith("effort=")),
};
const TIME_BEGINS: ReadonlySet<string> = new Set(
  "at,on,in,every,each,daily,weekly,monthly,hourly,today,tonight,tomorrow".split(","),
);

function toPlain(name: ChatCommandName, words: readonly string[]): Command | null {
  switch (name) {
    case "agent":
    case "team":
    case "restart":
    case "status":
    case "help":
      return words.length === 0 ? { name } : null;
    case "reset":
      return words.length > RESET_MAX ? null : { name, ids: [...new Set(words.map(idOf))] };
    case "default":
      return { name, argument: words.length === 0 ? null : words.join(" ").replace(/^@/, "") };
    case "stop":
      if (words.length === 0) return { name, all: false };
      return words.length === 1 && words[0]?.toLowerCase() === "all" ? { name, all: true } : null;
    case "approve":
      return getApproval(words);
    case "confirm":
      return words.length > 1 ? null : { name, id: words[0]?.toLowerCase() ?? null };
    case "deny":
      return words.length > 1 ? null : { name, code: words[0] ?? null };
    default:
      return null;
  }
}

function parseSteering(line: string): Command | null {
  if (line.length > ANSWER_MAX_CHARS) return null;
  const match = STEERING.exec(line);
  if (match === null) return null;
  const word = (match[1] ?? "").toLowerCase();
  const agent = match[2] === undefined ? null : idOf(match[2]);
  const text = match[3] ?? "";
  if (word === "steer") return { name: "steer", command: "inject", agent, text };
  if (text !== "") return null;
  return { name: "steer", command: word === "pause" ? "pause" : "resume", agent, text };
}

function parseDecision(line: string): Command | null {
  if (line.length > ANSWER_MAX_CHARS) return null;
  const match = DECISION.exec(line);
  if (match === null) return null;
  const act = (match[1] ?? "").toLowerCase();
  if (act !== "approve" && act !== "deny" && act !== "answer") return null;
  return { name: "decide", act, id: (match[2] ?? "").toLowerCase(), text: match[3] ?? "" };
}

function getApproval([code, role, ...more]: readonly string[]): Command | null {
  if (more.length > 0) return null;
  if (role === undefined) return { name: "approve", code: code ?? null, role: null };
  const wanted = SENDER_ROLES.find((one) => one === role.toLowerCase());
  return wanted === undefined ? null : { name: "approve", code: code ?? null, role: wanted };
}

/** `@Coder,` is meant as `coder`. */
function idOf(word: string): string {
  return word.replace(/^@/, "").replace(/,$/, "").toLowerCase();
}
