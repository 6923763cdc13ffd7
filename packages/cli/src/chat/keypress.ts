/**
 * Keys of a terminal as the views know them, read with Node's own decoder. Guarantees: a pasted text is one key, so that it
 * types and never sends; what is no key of ours is nothing.
 */
import { emitKeypressEvents } from "node:readline";
import type { Readable } from "node:stream";
import type { Key } from "@tinyagi/visualizer/plain";

/** What Node says of a key. */
export interface Keypress {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly meta?: boolean | undefined;
}

export type Terminal = Readable & { isTTY?: boolean; setRawMode?: (isRaw: boolean) => unknown };

const NAMED: Readonly<Record<string, Key>> = {
  up: { name: "up" },
  down: { name: "down" },
  left: { name: "left" },
  right: { name: "right" },
  home: { name: "home" },
  end: { name: "end" },
  return: { name: "enter" },
  enter: { name: "newline" },
  tab: { name: "tab" },
  backspace: { name: "backspace" },
  delete: { name: "delete" },
  escape: { name: "escape" },
};
const CONTROLLED: Readonly<Record<string, Key>> = {
  c: { name: "interrupt" },
  a: { name: "home" },
  e: { name: "end" },
  u: { name: "clear" },
  w: { name: "word" },
  p: { name: "up" },
  n: { name: "down" },
  j: { name: "newline" },
};
/** Ctrl-D, which ends a text where it is empty. */
export const END: unique symbol = Symbol("end");
/** What a person pressed. */
export type TypedKey = Key | typeof END;

/** The key, or undefined for one that does nothing here. */
export function toKey(text: string | undefined, { name = "", ctrl, meta }: Keypress): TypedKey | undefined {
  if (ctrl === true) return name === "d" ? END : CONTROLLED[name];
  if (meta === true) return name === "return" || name === "enter" ? { name: "newline" } : undefined;
  const named = NAMED[name];
  if (named !== undefined) return named;
  return text === undefined || text < " " || text === "\u007f" ? undefined : { name: "text", text };
}

/**
 * Listens to a terminal in raw mode.
 *
 * @returns the way to stop, which gives the terminal back
 */
export function listen(terminal: Terminal, onKey: (key: TypedKey) => void): () => void {
  let pasted: string | undefined;
  const onKeypress = (text: string | undefined, press: Keypress): void => {
    if (press.name === "paste-start") pasted = "";
    else if (press.name === "paste-end") {
      if (pasted) onKey({ name: "text", text: pasted.replaceAll("\r\n", "\n").replaceAll("\r", "\n") });
      pasted = undefined;
    } else if (pasted !== undefined) pasted += text ?? press.sequence ?? "";
    else {
      const key = toKey(text, press);
      if (key !== undefined) onKey(key);
    }
  };
  emitKeypressEvents(terminal);
  terminal.setRawMode?.(true);
  terminal.on("keypress", onKeypress);
  terminal.resume();
  return () => {
    terminal.off("keypress", onKeypress);
    terminal.setRawMode?.(false);
    terminal.pause();
  };
}
