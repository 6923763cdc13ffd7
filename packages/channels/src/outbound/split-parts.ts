/**
 * Exact parts in the messages that a platform takes. Guarantees: nothing is lost, changed or cut apart that people see as
 * one; each message after the first says whether it begins a new line, so that two readings of a cut are impossible.
 */
import type { ExactPart } from "@tinyagi/contracts";
import { en, type ViewWords } from "@tinyagi/views";

/** The first words of a message that goes on with the one before. */
type ChannelWords = Pick<ViewWords["chat"]["channel"], "continues" | "continuesLine">;

/** A message is at least so full before a line break counts more than a full message. */
const FILL = 0.5;
/** So far back the boundary of a visible character is searched. */
const GRAPHEME_WINDOW = 64;

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** @param max characters (UTF-16 code units) of the texts of one message, at least 200 */
export function splitParts(
  parts: readonly ExactPart[],
  max: number,
  { continues, continuesLine }: ChannelWords = en.chat.channel,
): ExactPart[][] {
  const messages: ExactPart[][] = [];
  let open: ExactPart[] = [];
  let room = max;
  const next = (head: string): void => {
    messages.push(open);
    open = [{ kind: "words", text: head }];
    room = max - head.length;
  };
  for (const part of parts) {
    let rest = part.text;
    while (rest.length > room) {
      const at = cutAt(rest.slice(0, room));
      if (at > 0) open.push({ ...part, text: rest.slice(0, at) });
      rest = rest.slice(at);
      const isLine = rest.startsWith("\n");
      if (isLine) rest = rest.slice(1);
      next(isLine || at === 0 ? continues : continuesLine);
    }
    if (rest !== "") open.push({ ...part, text: rest });
    room -= rest.length;
  }
  return [...messages, open].filter((message) => message.length > 0);
}

/** Before a line feed, else between two characters. 0: nothing of it fits well. */
function cutAt(window: string): number {
  const line = window.lastIndexOf("\n");
  if (line > 0 && line >= window.length * FILL) return line;
  const boundary = characterEnd(window);
  // Platforms drop white space at the end of a message.
  const solid = window.slice(0, boundary).trimEnd().length;
  return solid > 0 ? solid : boundary;
}

function characterEnd(window: string): number {
  const from = Math.max(0, window.length - GRAPHEME_WINDOW);
  const last = [...segmenter.segment(window.slice(from))].at(-1);
  const boundary = from + (last?.index ?? 0);
  if (boundary > from) return boundary;
  return window.length - (/[\uD800-\uDBFF]$/.test(window) ? 1 : 0);
}
