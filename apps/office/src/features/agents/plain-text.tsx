"use client";
import { visible } from "../../lib/format/text";

/** A text as it is written: nothing in it is drawn or loaded. */
export function PlainText({ text }: { text: string }) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="max-h-80 overflow-auto rounded-xs bg-n-2 px-2 py-1.5 text-12 break-words whitespace-pre-wrap text-n-10"
    >
      {visible(text)}
    </pre>
  );
}
