/**
 * What a question names: a message, an agent, an error code, a setting, a change of one. It looks at single words, so that no
 * text that somebody quotes in a question does anything but be looked up. Pure.
 */
import {
  EFFORTS,
  ERROR_CODES,
  type ErrorCode,
  PERMISSION_MODES,
  type SettingsEdit,
} from "@tinyagi/contracts";

export interface AskIntent {
  /** Number of a message. */
  readonly message?: number;
  /** Id of an agent. */
  readonly agent?: string;
  /** Whether it asks what becomes of work. */
  readonly asksWhy: boolean;
  readonly error?: ErrorCode;
  readonly setting?: readonly string[];
  readonly change?: SettingsEdit;
}

/** What the words of a question may name. */
export interface AskNames {
  /** Ids and display names of agents. */
  readonly agents: ReadonlyMap<string, string>;
  /** The top-level keys of the settings. */
  readonly settings: readonly string[];
}

const WHY: ReadonlySet<string> = new Set(
  `why wait waits waiting waited stuck hang hangs hanging fail fails failed failing failure answer answers answered reply replies
  replied respond responds silent dead slow nothing happened happening busy doing blocked stopped 为什么 为何 等待 失败 回复 回答 卡住 没反应`.split(
    /\s+/,
  ),
);
const WHY_CHINESE = [...WHY].filter((word) => (word.codePointAt(0) ?? 0) > 0x2e80);
const CHANGES: ReadonlySet<string> = new Set(["set", "change", "switch", "make", "use", "turn", "give"]);
const TO: ReadonlySet<string> = new Set(["to", "=", "as", "into"]);
/** What a person may ask to change of an agent by a word; of the others, the path says which one is meant. */
const AGENT_FIELDS: Readonly<Record<string, (value: string) => boolean>> = {
  model: (value) => value !== "",
  effort: (value) => EFFORTS.some((one) => one === value),
  permissions: (value) => PERMISSION_MODES.some((one) => one === value),
};
const VALUE_MAX_CHARS = 200;
/** A message has a number of so many digits at most. */
const DIGITS_MAX = 12;

export function readIntent(question: string, names: AskNames): AskIntent {
  const written = spaced(question)
    .split(/\s+/)
    .filter((word) => word !== "");
  const words = written.map(plainWord);
  const agent = words.map((word) => names.agents.get(word)).find((id) => id !== undefined);
  const asksWhy = words.some((word) => WHY.has(word)) || WHY_CHINESE.some((word) => question.includes(word));
  const message = findMessage(words, asksWhy);
  const error = words
    .map((word) => word.toUpperCase())
    .find((word): word is ErrorCode => Object.hasOwn(ERROR_CODES, word) && isCode(word, written));
  const setting = findSetting(words, names);
  const change = findChange({ written, words, agent, setting });
  return {
    asksWhy,
    ...(message === undefined ? {} : { message }),
    ...(agent === undefined ? {} : { agent }),
    ...(error === undefined ? {} : { error }),
    ...(setting === undefined ? {} : { setting }),
    ...(change === undefined ? {} : { change }),
  };
}

/** Chinese is written without spaces: names and numbers end where Chinese letters begin. */
function spaced(question: string): string {
  return question.replace(/\p{Script=Han}+/gu, " $& ");
}

/** `@Coder,` is meant as `coder`. */
function plainWord(word: string): string {
  return word
    .toLowerCase()
    .replace(/^["'`(@]{1,4}/, "")
    .replace(/["'`)?!,;:.？！，。；：、]{1,4}$/, "");
}

/** Codes with one word are words of every day: `conflict`. They count as they are written in the catalogue. */
function isCode(code: string, written: readonly string[]): boolean {
  return code.includes("_") || written.some((word) => word.includes(code));
}

function findMessage(words: readonly string[], asksWhy: boolean): number | undefined {
  for (const [at, word] of words.entries()) {
    const digits = word.startsWith("#") ? word.slice(1) : word;
    if (digits === "" || digits.length > DIGITS_MAX || !/^[0-9]+$/.test(digits)) continue;
    if (word.startsWith("#") || words[at - 1] === "message" || asksWhy) return Number(digits);
  }
  return undefined;
}

function findSetting(words: readonly string[], { settings }: AskNames): string[] | undefined {
  for (const word of words) {
    const path = (word.split("=")[0] ?? "").split(".");
    const [top = ""] = path;
    const key = settings.find((one) => one.toLowerCase() === top);
    if (path.length > 1 && key !== undefined && path.every((step) => step !== "")) return path;
  }
  return undefined;
}

interface Asked {
  written: readonly string[];
  words: readonly string[];
  agent: string | undefined;
  setting: readonly string[] | undefined;
}

function findChange({ written, words, agent, setting }: Asked): SettingsEdit | undefined {
  if (!words.some((word) => CHANGES.has(word))) return undefined;
  const to = words.findLastIndex((word) => TO.has(word));
  const value = to === -1 ? "" : written.slice(to + 1).join(" ");
  if (value === "" || value.length > VALUE_MAX_CHARS) return undefined;
  const path = setting === undefined ? undefined : exactPath(written, setting);
  if (path !== undefined) return { path, value: toValue(value) };
  const field = words.find((word) => Object.hasOwn(AGENT_FIELDS, word));
  if (agent === undefined || field === undefined || value.includes(" ")) return undefined;
  return AGENT_FIELDS[field]?.(value) === true ? { path: ["agents", agent, field], value } : undefined;
}

/** The keys of settings have large letters, too. */
function exactPath(written: readonly string[], setting: readonly string[]): string[] {
  const small = setting.join(".");
  const found = written.find((word) => plainWord(word) === small) ?? small;
  const start = found.toLowerCase().indexOf(small);
  return found.slice(start, start + small.length).split(".");
}

function toValue(text: string): SettingsEdit["value"] {
  try {
    return JSON.parse(text);
  } catch {
    // Plain words are a text.
    return text;
  }
}
