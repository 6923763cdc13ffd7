/** The text of the raw editor: its value, and each problem with its line. Pure; loaded with the editor. */

import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { words } from "../../locale/words";
import type { Json } from "./draft";

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
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: false, allowTrailingComma: true });
  const lineAt = (offset: number): number => text.slice(0, offset).split("\n").length;
  if (errors.length > 0 || tree?.type !== "object") {
    const [first] = errors;
    const offset = first?.offset ?? 0;
    const message =
      first === undefined ? words.settings.problems.object : wordsOf(printParseErrorCode(first.error));
    return { value: undefined, problems: [{ line: lineAt(offset), offset, path: "", message }] };
  }
  const found = Object.entries(problems).map(([path, message]): RawProblem => {
    const offset = offsetOf(tree, path.split("."));
    return { line: lineAt(offset), offset, path, message };
  });
  return { value: getNodeValue(tree) as Json, problems: found.sort((a, b) => a.offset - b.offset) };
};

/** Where a value stands, or the nearest part around it that exists. */
function offsetOf(tree: Node, path: readonly string[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const steps = path.slice(0, length).map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    const node = findNodeAtLocation(tree, steps);
    if (node !== undefined) return node.parent?.type === "property" ? node.parent.offset : node.offset;
  }
  return tree.offset;
}

/** `CommaExpected` is `comma expected`. */
function wordsOf(code: string): string {
  const text = code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.settings.problems.parse(text);
}
