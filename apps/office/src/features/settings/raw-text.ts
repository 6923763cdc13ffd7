/**
 * The text of the raw editor: its value, and each problem with its line. Read as the daemon reads the file: what is right
 * here can be saved. Pure; loaded with the editor.
 */

import { type JsonSource, JsonSyntaxError, parseJsonSource } from "@tinyagi/contracts/json-source";
import { words } from "../../locale/words";
import type { Json } from "./json";

export interface RawProblem {
  line: number;
  offset: number;
  /** In dotted form; empty for the text itself. */
  path: string;
  message: string;
}

export type RawText = (
  text: string,
  /** What is wrong with the value, by its dotted key. */
  problems: Readonly<Record<string, string>>,
) => { value: Json | undefined; problems: RawProblem[] };

export const readRaw: RawText = (text, problems) => {
  const read = resolveSource(text);
  if ("problem" in read) return { value: undefined, problems: [read.problem] };
  const { source } = read;
  const found = Object.entries(problems).map(([path, message]): RawProblem => {
    const keys = path.split(".");
    return { line: source.locate(keys).line, offset: source.findOffset(keys), path, message };
  });
  return { value: source.value as Json, problems: found.sort((a, b) => a.offset - b.offset) };
};

function resolveSource(text: string): { source: JsonSource } | { problem: RawProblem } {
  try {
    const source = parseJsonSource(text);
    if (typeof source.value === "object" && source.value !== null && !Array.isArray(source.value))
      return { source };
    return { problem: { line: 1, offset: 0, path: "", message: words.settings.problems.object } };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const { position, offset, fault } = error;
    const message = words.settings.problems.parse(fault);
    return { problem: { line: position.line, offset, path: "", message } };
  }
}
