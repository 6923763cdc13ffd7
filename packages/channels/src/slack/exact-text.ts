/**
 * Exact parts for Slack as rich text: its pieces are literal, and no mark, mention or emoji is read in them. A frame
 * begins and ends a line by itself, so a piece gets one only where its text does that too. Pure.
 */
import type { RichTextBlock, RichTextText } from "@slack/types";
import type { ExactPart } from "@tinyagi/contracts";

type Row = RichTextBlock["elements"][number];

export function slackExact(parts: readonly ExactPart[]): RichTextBlock {
  const rows: Row[] = [];
  let line: RichTextText[] = [];
  const kept = parts.filter(({ text }) => text !== "");
  const endLine = (): void => {
    if (line.length > 0) rows.push({ type: "rich_text_section", elements: line });
    line = [];
  };
  kept.forEach(({ kind, text }, at) => {
    const before = kept[at - 1];
    const after = kept[at + 1];
    if (kind === "block" && isFramed(text, before, after)) {
      endLine();
      rows.push({ type: "rich_text_preformatted", elements: [{ type: "text", text }] });
      return;
    }
    // The line feeds beside a frame are drawn by the frame.
    const from =
      before !== undefined && rows.at(-1)?.type === "rich_text_preformatted" && line.length === 0 ? 1 : 0;
    const isBeforeFrame = after?.kind === "block" && isFramed(after.text, { kind, text }, kept[at + 2]);
    const shown = text.slice(from, isBeforeFrame ? -1 : undefined);
    if (shown !== "") line.push({ type: "text", text: shown, ...(kind === "words" ? {} : CODE) });
  });
  endLine();
  return { type: "rich_text", elements: rows };
}

const CODE = { style: { code: true } } as const;

/** Not where a piece of line feeds alone would stand between two frames: Slack has no empty line. */
function isFramed(text: string, before: ExactPart | undefined, after: ExactPart | undefined): boolean {
  return (
    !hasBlankEnd(text) &&
    isWord(before, (words) => words.endsWith("\n")) &&
    isWord(after, (words) => words.startsWith("\n"))
  );
}

function isWord(part: ExactPart | undefined, test: (text: string) => boolean): boolean {
  return part === undefined || (part.kind === "words" && test(part.text) && part.text.length > 2);
}

/** Whether the first or the last of several lines is blank: a frame may not show it. */
function hasBlankEnd(text: string): boolean {
  const lines = text.split("\n");
  return [lines[0], lines.at(-1)].some((line) => line?.trim() === "");
}
