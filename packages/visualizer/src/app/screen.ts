/**
 * Takes the terminal's other screen and gives the first one back. Guarantees: whatever ends the process, except a
 * `kill -9`, the person finds their screen, cursor and line wrapping as they were.
 */
import type { Writable } from "node:stream";

/** Other screen, no cursor, no wrapping, pasted texts marked: they type and never command. */
const ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[?2004h";
const LEAVE = "\u001b[?2026l\u001b[?2004l\u001b[?7h\u001b[?25h\u001b[?1049l";

/** @returns the way back, which works once */
export function takeScreen(stdout: Writable): () => void {
  stdout.write(ENTER);
  let isTaken = true;
  const giveBack = (): void => {
    if (!isTaken) return;
    isTaken = false;
    process.off("exit", giveBack);
    stdout.write(LEAVE);
  };
  // A crash ends the process without reaching any `finally`.
  process.on("exit", giveBack);
  return giveBack;
}

/** Asks the terminal to put a text on the clipboard, which works over ssh too. */
export function copyText(stdout: Writable, text: string): void {
  stdout.write(`\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`);
}
