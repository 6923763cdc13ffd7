/** Keys as the views know them, whatever a terminal sends for them. */

export type KeyName =
  | ("up" | "down" | "left" | "right" | "pageUp" | "pageDown" | "home" | "end")
  | ("enter" | "newline" | "escape" | "tab" | "backspace" | "delete" | "clear" | "word" | "interrupt");

/** `alt`: a letter with Alt, which a terminal sends like Esc and the letter pressed one after the other. */
export type Key = { readonly name: KeyName } | { readonly name: "text" | "alt"; readonly text: string };

/** What Ink says of a key press. */
export interface Press {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly leftArrow: boolean;
  readonly rightArrow: boolean;
  readonly pageUp: boolean;
  readonly pageDown: boolean;
  readonly home: boolean;
  readonly end: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly tab: boolean;
  readonly backspace: boolean;
  readonly delete: boolean;
  readonly ctrl: boolean;
  readonly meta: boolean;
}

const PASTE_BEGINS = "[200~";
const PASTE_ENDS = "[201~";
const PRESSED = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pageUp"],
  ["pageDown", "pageDown"],
  ["home", "home"],
  ["end", "end"],
  ["tab", "tab"],
  ["backspace", "backspace"],
] as const satisfies readonly (readonly [keyof Press, KeyName])[];
const CONTROLLED: Readonly<Record<string, KeyName>> = {
  c: "interrupt",
  d: "interrupt",
  a: "home",
  e: "end",
  u: "clear",
  w: "word",
  p: "up",
  n: "down",
  j: "newline",
};

const SINGLE: Readonly<Record<string, KeyName>> = {
  "\r": "enter",
  "\n": "newline",
  "\t": "tab",
  "\u007f": "backspace",
};

/** Reads key presses. A pasted text is one key, so that it types and never commands. */
export function createKeyReader(): (input: string, press: Press) => readonly Key[] {
  let pasted: string | undefined;
  return (input, press) => {
    if (input === PASTE_BEGINS) {
      pasted = "";
      return [];
    }
    if (input === PASTE_ENDS) {
      const text = pasted ?? "";
      pasted = undefined;
      return text === "" ? [] : [{ name: "text", text }];
    }
    if (pasted !== undefined) {
      pasted += press.return || input === "\r" ? "\n" : press.tab ? "\t" : input.replaceAll("\r", "\n");
      return [];
    }
    return toKeys(input, press);
  };
}

function toKeys(input: string, press: Press): readonly Key[] {
  if (press.return) return [{ name: press.meta ? "newline" : "enter" }];
  if (press.escape) return [{ name: "escape" }];
  // A terminal's Backspace sends DEL, which Ink calls delete; its Delete key sends a sequence of its own.
  if (press.delete) return [{ name: "backspace" }];
  for (const [pressed, name] of PRESSED) if (press[pressed]) return [{ name }];
  if (press.ctrl) {
    const name = CONTROLLED[input];
    return name === undefined ? [] : [{ name }];
  }
  if (press.meta && (input === "\r" || input === "\n")) return [{ name: "newline" }];
  if (press.meta && /^[A-Za-z0-9?/:]$/.test(input)) return [{ name: "alt", text: input }];
  // Other sequences, such as focus reports, begin like this once their escape character is gone.
  if (press.meta || /^\[[\d;<>?]*[\w~]$/.test(input) || input === "") return [];
  // Keys that are pressed faster than they are read come together.
  return Array.from(input).flatMap(toKey);
}

function toKey(character: string): readonly Key[] {
  const named = SINGLE[character];
  if (named !== undefined) return [{ name: named }];
  if (character >= " ") return [{ name: "text", text: character }];
  const name = CONTROLLED[String.fromCharCode(character.charCodeAt(0) + 96)];
  return name === undefined ? [] : [{ name }];
}
