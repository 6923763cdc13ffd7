/**
 * Puts frames on the terminal. Guarantees: only lines that changed are written, all of a frame in one write, and nothing
 * when nothing changed. Ink lays out, this writes: Ink 6.8 draws each frame one line too low when it writes only changed
 * lines, and clears the whole terminal when a frame is as high as the window.
 */
import { Writable } from "node:stream";

const BEGIN = "\u001b[?2026h";
const END = "\u001b[?2026l";

export interface Painter {
  /** What Ink writes its frames to, whole. */
  readonly stdout: NodeJS.WriteStream;
  /** Writes every line of the next frame: the terminal moved or lost some. */
  readonly forget: () => void;
}

export function createPainter(terminal: NodeJS.WriteStream): Painter {
  let drawn: readonly string[] | undefined;
  const paint = (frame: string): void => {
    const lines = frame.split("\n");
    const before = drawn ?? [];
    const height = Math.max(lines.length, before.length);
    let changes = "";
    for (let at = 0; at < height; at++) {
      const line = lines[at] ?? "";
      if (drawn !== undefined && line === (before[at] ?? "")) continue;
      // Erased before and not after: in the last column, the erasure would take the last character with it.
      changes += `\u001b[${at + 1};1H\u001b[K${line}`;
    }
    if (changes !== "") terminal.write(`${BEGIN}${drawn === undefined ? "\u001b[2J" : ""}${changes}${END}`);
    drawn = lines;
  };
  const sink = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      paint(String(chunk));
      done();
    },
  });
  // Without `isTTY`, Ink leaves cursor and screen alone.
  Object.defineProperty(sink, "columns", { get: () => terminal.columns });
  return {
    stdout: sink as unknown as NodeJS.WriteStream,
    forget: () => {
      drawn = undefined;
    },
  };
}
