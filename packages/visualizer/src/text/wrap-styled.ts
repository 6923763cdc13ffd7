/** Breaks a line with styles between its words, and keeps the style of every part. Pure, in linear time. */
import { join, paint, Styled, styled, type Text } from "./styled.js";
import { wrapWords } from "./width.js";

/** The text in lines of at most `columns`; infinite: one line. */
export function wrapStyled(text: Text, columns: number): Text[] {
  const plain = String(text);
  if (!Number.isFinite(columns)) return [text];
  const { spans } = text instanceof Styled ? text : styled`${text}`;
  let at = 0;
  let span = 0;
  /** Where the current span begins in the text. */
  let begins = 0;
  return wrapWords(plain, columns).map((line) => {
    // The spaces at which a line was broken belong to no line.
    while (plain[at] === " " && !plain.startsWith(line, at)) at += 1;
    const end = at + line.length;
    const parts: Text[] = [];
    while (at < end) {
      const { text: own = "", style } = spans[span] ?? {};
      const until = Math.min(end, begins + own.length);
      const part = plain.slice(at, until);
      if (part !== "") parts.push(style === undefined ? part : paint(style, part));
      at = until;
      if (until < begins + own.length) break;
      begins += own.length;
      span += 1;
    }
    return join(parts);
  });
}
