/** A diff as lines with their numbers on both sides. Pure. */

export interface ChangeLine {
  /** Its place in the diff. */
  at: number;
  text: string;
  kind: "head" | "add" | "del" | "same";
  /** Numbers before and after the change. */
  old: number | undefined;
  new: number | undefined;
}

/** More would hold up the page; a terminal shows all. */
export const LINES_MAX = 800;

/** @param diff unified, from the first hunk on */
export function changeLines(diff: string): { lines: ChangeLine[]; isCut: boolean } {
  const texts = diff.split("\n", LINES_MAX + 1);
  let old = 0;
  let now = 0;
  const lines = texts.slice(0, LINES_MAX).map((text, at): ChangeLine => {
    const mark = text.slice(0, 1);
    if (mark === "@") {
      [old, now] = startsOf(text);
      return { at, text, kind: "head", old: undefined, new: undefined };
    }
    if (mark === "\\") return { at, text, kind: "head", old: undefined, new: undefined };
    const isOld = mark !== "+";
    const isNew = mark !== "-";
    const line = { at, text, old: isOld ? old : undefined, new: isNew ? now : undefined };
    if (isOld) old += 1;
    if (isNew) now += 1;
    return { ...line, kind: mark === "+" ? "add" : mark === "-" ? "del" : "same" };
  });
  return { lines, isCut: texts.length > LINES_MAX };
}

/** Of `@@ -12,3 +14,5 @@`. */
function startsOf(head: string): [number, number] {
  const [, before = "", after = ""] = head.split(" ");
  return [startOf(before), startOf(after)];
}

function startOf(side: string): number {
  const number = Number.parseInt(side.slice(1), 10);
  return Number.isNaN(number) ? 0 : number;
}
