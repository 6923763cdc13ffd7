/** The header of a mail as names and values, in their order. Linear, and without any guess about what they mean. */

export interface MailHeaders {
  /** Values of this header, topmost first. */
  all(name: string): readonly string[];
  first(name: string): string | undefined;
  /** Lower case. */
  readonly names: readonly string[];
}

const LINES_MAX = 5_000;

export function readHeaders(raw: string): MailHeaders {
  const fields: { name: string; value: string[] }[] = [];
  for (const line of raw.split("\n", LINES_MAX)) {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (text === "") break;
    if (text[0] === " " || text[0] === "\t") {
      fields.at(-1)?.value.push(text.trim());
      continue;
    }
    const colon = text.indexOf(":");
    if (colon > 0)
      fields.push({ name: text.slice(0, colon).trim().toLowerCase(), value: [text.slice(colon + 1).trim()] });
  }
  const all = (name: string): string[] =>
    fields.filter((field) => field.name === name).map(({ value }) => value.join(" "));
  return { all, first: (name) => all(name)[0], names: fields.map(({ name }) => name) };
}

/** Ids of messages in a header such as `References`, without their brackets, in order. */
export function messageIdsIn(value: string | undefined): string[] {
  const ids: string[] = [];
  for (const part of (value ?? "").split("<").slice(1)) {
    const id = part.slice(0, Math.max(0, part.indexOf(">")));
    if (isMessageId(id)) ids.push(id);
  }
  return ids;
}

/** One that can be written into a header, and kept. */
export function isMessageId(id: string): boolean {
  return /^[!-;=?-~]{3,250}$/.test(id);
}
