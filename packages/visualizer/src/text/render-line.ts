/** Turns a styled text into what a terminal is sent. Guarantees: one clean line; only our styles bring escape sequences. */
import { cleanText } from "@tinyagi/contracts/clean-text";
import { createColors } from "picocolors";
import type { Text } from "./styled.js";

/** @param colour - Whether styles are shown. */
export function createRenderer(colour: boolean): (text: Text) => string {
  const colors = createColors(colour);
  return (text) => {
    if (typeof text === "string") return oneLine(text);
    return text.spans
      .map((span) => (span.style === undefined ? oneLine(span.text) : colors[span.style](oneLine(span.text))))
      .join("");
  };
}

/** A line break in the text becomes a space, so that it cannot forge another line. */
function oneLine(text: string): string {
  return cleanText(text).replace(/\n$/, "").replaceAll("\n", " ");
}
