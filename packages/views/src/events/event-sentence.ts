import type { EventType } from "@tinyagi/contracts";
import { usedUpText } from "../figures/budget-text.js";
import { duration } from "../figures/duration.js";
import { money } from "../figures/money.js";
import { amounts, costText, formatUsed, usageWords } from "../figures/usage.js";
import { askTitle } from "../needs/permission-title.js";
import { withoutStop } from "../reasons/sentence.js";
import { sayWhy } from "../reasons/why-text.js";
import { toolLine } from "../tools/tool-line.js";
import { en } from "../words/en.js";
import type { EventFormats } from "../words/event-words.js";
import { shortName } from "../words/short-name.js";
import type { ViewWords } from "../words/words.js";

/** An event, as the stream or the journal has it. */
export interface SaidEvent {
  readonly type: string;
  readonly data: unknown;
}

/** The daemon wrote type and data, so the data fits its type. */
type Say = (data: unknown, formats: EventFormats) => string;

/** Names that people outside chose, and that more words follow. */
const NAMES: ReadonlySet<string> = new Set(["sender", "senderId"]);

/** Readable at its end, too, where a stranger's name is as long as a screen. */
function withShortNames(data: unknown): unknown {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return data;
  const entries = Object.entries(data);
  if (!entries.some(([field]) => NAMES.has(field))) return data;
  return Object.fromEntries(
    entries.map(([field, value]) =>
      NAMES.has(field) && typeof value === "string" ? [field, shortName(value)] : [field, value],
    ),
  );
}

/**
 * What an event says, in one sentence without a full stop. A newer daemon may send a type that is not known here: its name
 * is the sentence. Texts of agents and strangers are in it as they are: clean it before it is shown.
 *
 * @param event.agentStandsBeside - whether the agent is shown beside the sentence, so that it does not begin with its name
 */
export function eventSentence(
  { type, data, agentStandsBeside = false }: SaidEvent & { readonly agentStandsBeside?: boolean },
  words: ViewWords = en,
): string {
  const { sentences } = words.events;
  const say = Object.hasOwn(sentences, type) ? sentences[type as EventType] : undefined;
  if (say === undefined) return type.replaceAll("_", " ").replaceAll(".", " ");
  const text = (say as Say)(withShortNames(data), {
    duration: (ms) => duration(ms, words),
    money,
    used: (of) => formatUsed(of.resource, of, words),
    amounts: (of) => amounts(of, words),
    budget: ({ budget, day = null }) => words.budgets.name({ budget, day }, true).trim(),
    usedUp: (of) => withoutStop(usedUpText(of, words, true)),
    budgets: (scopes) => listNames(scopes, words),
    cost: (of) => costText(of, words),
    asked: (of) => askTitle(of, words),
    usage: (usage) => usageWords(usage, words),
    tool: (of) => withSmallStart(toolLine(of, words)),
    why: (of) => withoutStop(sayWhy(of, words)),
    agent: (id) => (agentStandsBeside ? "" : `@${id} `),
  });
  return text.trimEnd();
}

/** It stands inside a sentence. */
function withSmallStart(line: string): string {
  return `${line.slice(0, 1).toLowerCase()}${line.slice(1)}`;
}

function listNames(scopes: readonly string[], { budgets, tag }: ViewWords): string {
  const names = scopes.map((budget) => budgets.name({ budget, day: null }, true).trim());
  return new Intl.ListFormat(tag, { style: "narrow", type: "conjunction" }).format(names);
}
