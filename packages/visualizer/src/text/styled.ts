/** Text with styles of our own. A style is never part of the text, so that text from outside cannot bring one. */

/** The looks that a text may have; `inverse` marks the row of the cursor. */
export type Style =
  | ("bold" | "dim" | "italic" | "underline" | "inverse")
  | ("red" | "green" | "yellow" | "cyan");

interface Span {
  readonly text: string;
  readonly style?: Style;
}

/** What the command prints as one line: a plain text, or one with styles. */
export type Text = string | Styled;

/** Several texts behind one another, each with its own style. Where a string is wanted, it is its text alone. */
export class Styled {
  constructor(readonly spans: readonly Span[]) {}

  toString(): string {
    return this.spans.map(({ text }) => text).join("");
  }
}

/** The text without spaces at its end. */
export function trimmed(text: Text): Text {
  if (typeof text === "string") return text.trimEnd();
  const spans = [...text.spans];
  for (let last = spans.pop(); last !== undefined; last = spans.pop()) {
    const rest = last.text.trimEnd();
    if (rest !== "") return new Styled([...spans, { ...last, text: rest }]);
  }
  return "";
}

/** The text in one style. */
export function paint(style: Style, text: string): Styled {
  return new Styled([{ text, style }]);
}

/** Puts texts together and keeps their styles: ``styled`${paint("red", "no")}: ${reason}` ``. */
export function styled(strings: TemplateStringsArray, ...values: readonly Text[]): Styled {
  return join(strings.flatMap((text, index) => [text, values[index] ?? ""]));
}

/** Puts texts together without anything between them. */
export function join(texts: readonly Text[]): Styled {
  return new Styled(texts.flatMap((text) => (typeof text === "string" ? [{ text }] : text.spans)));
}
