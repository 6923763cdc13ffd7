/** What keeps changed settings from being saved, for the head of the page. Pure. */
import { words } from "../../locale/words";
import { nameOf } from "./field-names";
import type { RawProblem } from "./raw-text";

export interface Wrong {
  text: string;
  /** In the raw text; undefined: in a field of the form. */
  offset: number | undefined;
}

interface Found {
  raw: unknown;
  problems: Readonly<Record<string, string>>;
  rawProblems: readonly RawProblem[] | undefined;
}

/** In the order in which they are read. */
export function wrongIn({ raw, problems, rawProblems }: Found): readonly Wrong[] {
  if (raw !== undefined)
    return (rawProblems ?? []).map((problem) => ({ text: lineWords(problem), offset: problem.offset }));
  return Object.entries(problems).map(([key, message]) => ({
    text: words.settings.wrongField(nameOf(key.split(".")), message),
    offset: undefined,
  }));
}

export function lineWords({ line, path, message }: RawProblem): string {
  return words.settings.raw.line(line, path, message);
}

/** The sentence of the page. */
export function settingsSentence(changes: number, wrong: readonly Wrong[]): string {
  const [first] = wrong;
  if (first !== undefined) return words.settings.cannotSave(first.text, wrong.length - 1);
  return changes === 0 ? words.settings.allSaved : words.settings.notSaved(changes);
}
