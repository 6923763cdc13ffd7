/** Findings as lines of a terminal. */
import { paint, type Style, styled, type Text } from "@tinyagi/visualizer/text";
import type { Finding, FindingLevel } from "./finding.js";

const WORDS: Readonly<Record<FindingLevel, string>> = {
  ok: "ok",
  info: "info",
  warning: "warning",
  error: "ERROR",
};
const STYLES = { ok: "green", info: "dim", warning: "yellow", error: "red" } as const;
const WORD_WIDTH = 7;
export const INDENT: string = " ".repeat(WORD_WIDTH + 1);

export function findingLines({ level, id, message, hint }: Finding): Text[] {
  return [
    reportLine(STYLES[level], WORDS[level], `${id}: ${message}`),
    ...(hint === undefined || level === "ok" ? [] : [`${INDENT}→ ${hint}`]),
  ];
}

export function reportLine(style: Style, word: string, text: string): Text {
  return styled`${paint(style, word.padEnd(WORD_WIDTH))} ${text}`;
}
