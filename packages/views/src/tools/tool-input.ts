/** What a tool was given, as one text. The journal cuts a long input, so that it is often no JSON any more. Pure, in linear time. */

/** Of an input, this much is read: what it is about is one of its first fields. */
const READ_MAX = 8_000;

/** @param fields the names of fields that say what a call is about, the best one first @returns an empty text for none */
export function readAbout(input: string, fields: readonly string[]): string {
  const text = input.trimStart();
  if (!text.startsWith("{")) return text.startsWith("[") ? toText(parse(text)) || text : text;
  const value = parse(text);
  if (typeof value === "object" && value !== null) {
    const given = new Map<string, unknown>(Object.entries(value));
    for (const field of fields) {
      const found = toText(given.get(field));
      if (found !== "") return found;
    }
    return "";
  }
  return readCut(text.slice(0, READ_MAX), fields);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut, or no JSON: its beginning is read as text.
    return undefined;
  }
}

/** A text; a command in parts, without the shell that runs it; of an object, as the changes of files, its first name. */
function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    const parts = value.filter((part): part is string => typeof part === "string");
    return parts[1] === "-lc" || parts[1] === "-c" ? parts.slice(2).join(" ") : parts.join(" ");
  }
  return typeof value === "object" && value !== null ? (Object.keys(value)[0] ?? "") : "";
}

/** The text after `"field":` in JSON that was cut. */
function readCut(text: string, fields: readonly string[]): string {
  for (const field of fields) {
    const name = `"${field}"`;
    const at = text.indexOf(name);
    if (at === -1) continue;
    const value = text.slice(at + name.length).trimStart();
    if (!value.startsWith(":")) continue;
    const quoted = value.slice(1).trimStart();
    if (quoted.startsWith('"')) return readQuoted(quoted);
  }
  return "";
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["b", " "],
  ["f", " "],
]);

/** A text of JSON up to its end, or to where it was cut. @param text begins with its quotation mark */
function readQuoted(text: string): string {
  let read = "";
  for (let at = 1; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === '"') break;
    if (character !== "\\") {
      read += character;
      continue;
    }
    at += 1;
    const escaped = text[at] ?? "";
    if (escaped === "u") {
      read += String.fromCharCode(Number.parseInt(text.slice(at + 1, at + 5), 16) || 0x20);
      at += 4;
    } else read += ESCAPES.get(escaped) ?? escaped;
  }
  return read;
}
