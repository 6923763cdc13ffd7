/**
 * Repairs the slips of models that have only one meaning: a comma before a closing bracket, and line breaks or tabs
 * written as they are inside a text in quotes. Everything else would be a guess and is left to an error.
 */

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** The same text with those slips repaired; linear. */
export function repairJson(text: string): string {
  let out = "";
  let from = 0;
  let quoted = false;
  const replace = (at: number, by: string) => {
    out += text.slice(from, at) + by;
    from = at + 1;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? "";
    if (c === '"') quoted = !quoted;
    else if (quoted && c === "\\") i++;
    else if (quoted && c in ESCAPES) replace(i, ESCAPES[c] ?? "");
    else if (!quoted && c === "," && closesNext(text, i + 1)) replace(i, "");
  }
  return out + text.slice(from);
}

const CLOSING = /[ \t\n\r]*[}\]]/y;

function closesNext(text: string, at: number): boolean {
  CLOSING.lastIndex = at;
  return CLOSING.test(text);
}
