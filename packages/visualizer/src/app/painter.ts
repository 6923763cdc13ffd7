/**
 * Puts frames on the terminal. Guarantees: only lines that changed are written, all of a frame in one write, and nothing
 * when nothing changed.
 */
const BEGIN = "\u001b[?2026h";
const END = "\u001b[?2026l";
const CLEAR = "\u001b[2J";

export interface Painter {
  /** Lines as the terminal is sent them, from its first one. */
  readonly draw: (lines: readonly string[]) => void;
  /** Writes every line of the next frame: the terminal moved or lost some. */
  readonly forget: () => void;
}

export function createPainter(terminal: { write: (text: string) => unknown }): Painter {
  let drawn: readonly string[] | undefined;
  return {
    draw: (lines) => {
      const before = drawn ?? [];
      let changes = drawn === undefined ? CLEAR : "";
      for (let at = 0; at < Math.max(lines.length, before.length); at++) {
        const line = lines[at] ?? "";
        if (line === (before[at] ?? "")) continue;
        // Erased before and not after: in the last column, the erasure would take the last character with it.
        changes += `\u001b[${at + 1};1H\u001b[K${line}`;
      }
      if (changes !== "") terminal.write(BEGIN + changes + END);
      drawn = lines;
    },
    forget: () => {
      drawn = undefined;
    },
  };
}
