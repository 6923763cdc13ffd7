/** An answer of TinyAGI about itself, as lines: facts first, then what would change. The parts of the guide are Markdown of their own. */
import { type AskAnswer, type AskFact, type AskProposal, ERROR_HELP } from "@tinyagi/contracts";
import { adviceText, reasonText } from "../why/reason-text.js";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

/** What reading a fact needs. */
export interface AskReading {
  /** Draws a time. Default: exact. */
  readonly time?: (time: number) => string;
  readonly words?: ViewWords;
}

/** What this home knows, one line each, and the plain word that nothing is known. */
export function askLines(
  { known, facts, proposal }: Pick<AskAnswer, "known" | "facts" | "proposal">,
  reading: AskReading = {},
): string[] {
  const { words = en } = reading;
  const lines = facts.flatMap((fact) => factLines(fact, reading));
  const change = proposal === null ? [] : [proposalLine(proposal, words)];
  return known ? [...lines, ...change] : [words.chat.ask.unknown, ...lines, ...change];
}

function factLines(fact: AskFact, { time = exactly, words = en }: AskReading): string[] {
  const said = words.chat.ask;
  switch (fact.kind) {
    case "message": {
      const { message, agent, title, reasons, advice } = fact;
      return [
        said.message({ message, agent, title }, reasonText(reasons, time, words)),
        ...(advice === null ? [] : [said.next(adviceText(advice, time, words))]),
      ];
    }
    case "idle":
      return [said.idle(fact.agent)];
    case "error": {
      const { meaning, action } = ERROR_HELP[fact.code];
      return [said.error(fact.code, meaning, action)];
    }
    case "setting":
      return [
        said.setting(fact.path.join("."), fact.value === undefined ? undefined : toJson(fact.value)),
        ...(fact.secret === true ? [said.secret(fact.path.join("."))] : []),
      ];
  }
}

/** A change that the question asks for, as a difference. */
export function proposalLine({ change, before }: AskProposal, words: ViewWords = en): string {
  const path = change.path.join(".");
  return words.chat.ask.change(path, before === undefined ? undefined : toJson(before), toJson(change.value));
}

function toJson(value: unknown): string {
  return JSON.stringify(value) ?? "";
}

function exactly(time: number): string {
  return new Date(time).toISOString();
}
