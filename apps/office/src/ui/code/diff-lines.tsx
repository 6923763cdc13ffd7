/** The lines of a difference: added and removed ones have a ground, and a sign at their start for who sees no colours. */
"use client";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";

const COLOURS: Readonly<Record<string, string>> = {
  "+": "bg-add text-n-10",
  "-": "bg-del text-n-10",
  "@": "text-n-7",
};

/** @param className of each line */
export function DiffLines({ diff, className }: { diff: string; className: string }) {
  const lines = diffLines(diff);
  return (
    <>
      {lines.slice(0, LINES_MAX).map(({ at, text, mark }) => (
        <span key={at} className={`block ${className} ${COLOURS[mark] ?? ""}`}>
          {`${visible(text)}\n`}
        </span>
      ))}
      {lines.length > LINES_MAX && (
        <span className={`block font-sans text-n-9 ${className}`}>{words.common.linesCut}</span>
      )}
    </>
  );
}

/** More would hold up the page; a terminal shows all. */
const LINES_MAX = 500;

function diffLines(diff: string): { at: number; text: string; mark: string }[] {
  return diff
    .split("\n", LINES_MAX + 1)
    .map((text, at) => ({ at, text, mark: /^(\+\+\+|---)/.test(text) ? "@" : text.slice(0, 1) }));
}
