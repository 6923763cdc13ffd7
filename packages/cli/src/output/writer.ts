/**
 * The only place of this package that writes to a terminal, a pipe or a file behind one. Every text is cleaned here, so
 * that nothing from an agent, a sender, a file or a server can control the terminal; only styles and the live view bring
 * escape sequences, and they come from this file.
 */
import { cleanJson, cleanText } from "@tinyagi/contracts/clean-text";
import { toStorageFault } from "@tinyagi/contracts/storage-fault";
import { createRenderer, type Text } from "@tinyagi/visualizer/text";
import { EXIT } from "../error/exit-code.js";
import type { Screen } from "./screen.js";

const FALLBACK_COLUMNS = 80;
const FALLBACK_ROWS = 24;
const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
const WRAP_OFF = "\u001b[?7l";
const WRAP_ON = "\u001b[?7h";
const ERASE_LINE_END = "\u001b[K";
const MARK_PASTES = "\u001b[?2004h";
const LEAVE_PASTES = "\u001b[?2004l";
const CLEAR = "\u001b[H\u001b[2J";
const ERASE_DOWN = "\u001b[0J";

export interface Writer {
  /** One line: a line break in the text becomes a space, so that it cannot forge another line. */
  line: (text: Text) => void;
  /** A text of several lines. */
  text: (text: string) => void;
  json: (value: unknown, indent?: number) => void;
  /** An empty screen. */
  clear: () => void;
  /** For views that are redrawn in place; only where the stream is a terminal. */
  readonly live: LiveScreen;
}

export interface LiveScreen {
  /** Whether styles are shown. */
  readonly hasStyles: boolean;
  columns: () => number;
  rows: () => number;
  begin: () => void;
  /** Draws `lines` over the last `height` lines. */
  draw: (lines: readonly Text[], height: number) => void;
  end: () => void;
  /** Makes the terminal mark what is pasted, so that a line break in it sends nothing. */
  paste: (isMarked: boolean) => void;
}

/** @param colour - Whether styles are shown. */
export function createWriter(screen: Screen, colour: boolean): Writer {
  const render = createRenderer(colour);
  const print = (text: string): void => {
    screen.write(text.endsWith("\n") ? text : `${text}\n`);
  };
  return {
    line: (text) => print(render(text)),
    text: (text) => print(cleanText(text)),
    clear: () => screen.write(CLEAR),
    json: (value, indent) => print(cleanJson(value, indent)),
    live: {
      hasStyles: colour,
      // A terminal without a known size has 0.
      columns: () => screen.columns || FALLBACK_COLUMNS,
      rows: () => screen.rows || FALLBACK_ROWS,
      begin: () => screen.write(HIDE_CURSOR),
      draw: (lines, height) => {
        const up = height > 0 ? `\u001b[${height}A` : "";
        // Line by line, erasing the rest of the screen last: erasing first flickers, and tmux takes an erasure from the
        // top of the window for a clear and keeps every frame in its history.
        const text = lines.map((line) => `${render(line)}${ERASE_LINE_END}\n`).join("");
        screen.write(`${WRAP_OFF}${up}\r${text}${ERASE_DOWN}${WRAP_ON}`);
      },
      end: () => screen.write(SHOW_CURSOR),
      paste: (isMarked) => screen.write(isMarked ? MARK_PASTES : LEAVE_PASTES),
    },
  };
}

/** The streams of this process. */
export function processScreens(): Screens {
  const screens = { stdout: process.stdout, stderr: process.stderr };
  endWithScreens(screens, (code) => process.exit(code));
  return screens;
}

interface Screens {
  stdout: Screen;
  stderr: Screen;
}

/**
 * The reader of a pipe (`| head`) that has seen enough ends the process without a failure. Output that cannot be written,
 * such as to a file on a full disk, is a failure that says so: half of it may look like all of it.
 */
export function endWithScreens({ stdout, stderr }: Screens, end: (code: number) => void): void {
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return end(EXIT.ok);
    const reason = toStorageFault(error)?.reason ?? "the output cannot be written";
    stderr.write(`tinyagi: The output is not complete: ${reason}.\n`);
    end(EXIT.io);
  });
  // Nobody can be told.
  stderr.on("error", ({ code }: NodeJS.ErrnoException) => end(code === "EPIPE" ? EXIT.ok : EXIT.io));
}
