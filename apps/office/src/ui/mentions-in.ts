/** Finds names in a text. Pure. */
/** @param id what follows the mark */
export type IsName = (mark: "@" | "#", id: string) => boolean;

export interface Part {
  /** Where it begins. */
  at: number;
  text: string;
  isMention: boolean;
}

const MENTION = /(?<=^|[\s([{,])([@#])([a-z0-9][\w-]{0,63})/giu;

/** The text in parts; a name that nobody has stays text. */
export function mentionsIn(text: string, isName: IsName): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const { 0: whole, 1: mark, 2: id = "", index } of text.matchAll(MENTION)) {
    if (!isName(mark === "#" ? "#" : "@", id)) continue;
    if (index > end) parts.push({ at: end, text: text.slice(end, index), isMention: false });
    parts.push({ at: index, text: whole, isMention: true });
    end = index + whole.length;
  }
  if (end < text.length) parts.push({ at: end, text: text.slice(end), isMention: false });
  return parts;
}
