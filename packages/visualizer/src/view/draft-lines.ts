/** A text that is being typed as lines, with the place of the cursor. Pure. */
import type { Draft } from "../state/draft.js";
import type { Marks } from "../text/marks.js";
import { join, paint, type Text } from "../text/styled.js";
import { splitGraphemes, widthOf, wrap } from "../text/width.js";

export interface DraftSpace {
  /** Before the first line; the others begin below its end. */
  readonly label: string;
  readonly columns: number;
  /** Of a longer text, the lines around the cursor are shown. */
  readonly rows: number;
  readonly marks: Marks;
  /** Default: yes. */
  readonly hasCursor?: boolean;
  /** Where no style can be seen, this sign stands before the character under the cursor. */
  readonly cursorSign?: string;
}

/** No text from outside can contain it. */
const CURSOR = "\u0000";
const NARROWEST = 10;

/** The lines of the text that fit, the cursor among them. */
export function draftLines(
  { text, at }: Draft,
  { label, columns, rows, marks, hasCursor = true, cursorSign = "" }: DraftSpace,
): Text[] {
  const room = Math.max(NARROWEST, columns - widthOf(label) - 1);
  const before = splitGraphemes(text).slice(0, at).join("");
  const whole = before + CURSOR + text.slice(before.length);
  const lines = whole.split("\n").flatMap((one) => wrapAround(one.replaceAll("\t", " "), room, marks.none));
  const current = lines.findIndex((one) => one.includes(CURSOR));
  const first = Math.max(0, Math.min(current - rows + 1, lines.length - rows));
  return lines.slice(first, first + rows).map((one, index) => {
    const lead = first + index === 0 ? label : " ".repeat(widthOf(label));
    const [left = "", right] = one.split(CURSOR);
    if (right === undefined) return join([lead, one]);
    if (!hasCursor) return join([lead, left, right]);
    const [under = " ", ...rest] = splitGraphemes(right);
    return join([lead, left, cursorSign, paint("inverse", under), rest.join("")]);
  });
}

function wrapAround(text: string, width: number, none: string): string[] {
  const parts = wrap(text.replace(CURSOR, ""), width);
  const place = text.indexOf(CURSOR);
  if (place === -1) return parts;
  let passed = 0;
  for (const [index, part] of parts.entries()) {
    if (place <= passed + part.length) {
      parts[index] = part.slice(0, place - passed) + CURSOR + part.slice(place - passed);
      break;
    }
    passed += part.length;
  }
  return parts.length === 0 ? [none] : parts;
}
