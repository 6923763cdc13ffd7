/** Completion in a message: `@names`, `#rooms`, and a `/command` that begins it. Pure. */
export interface Named {
  id: string;
  /** What it is called, or what it does. */
  name: string;
}

export type Mark = "@" | "#" | "/";
/** What may be completed after each mark. */
export type Offers = Readonly<Partial<Record<Mark, readonly Named[]>>>;

export interface Typing {
  mark: Mark;
  /** What follows the mark, up to the caret. */
  typed: string;
}

const NAME_AT_END = /(?:^|\s)([@#])([\w-]*)$/;
/** A command is a whole message. */
const COMMAND = /^\/([a-z]*)$/i;
const SHOWN = 6;
/** No name is longer. A long message is not read again at each key. */
const TYPED_MAX = 200;

/** What is being typed right before the caret; undefined when it is no name and no command. */
export function typingAt(text: string, caret: number): Typing | undefined {
  const start = Math.max(0, caret - TYPED_MAX);
  // What was cut off is in the way of a mark that would begin a word only here.
  const before = `${start === 0 ? "" : "…"}${text.slice(start, caret)}`;
  const command = COMMAND.exec(before)?.[1];
  if (command !== undefined) return { mark: "/", typed: command };
  const [, mark, typed = ""] = NAME_AT_END.exec(before) ?? [];
  return mark === "@" || mark === "#" ? { mark, typed } : undefined;
}

/** Commands that begin with it; names that begin with it, then those that contain it. */
export function offered(offers: Offers, { mark, typed }: Typing): Named[] {
  const all = offers[mark] ?? [];
  const wanted = typed.toLowerCase();
  if (mark === "/") return all.filter(({ id }) => id.startsWith(wanted) && id !== wanted);
  return matches(all, wanted);
}

function matches(all: readonly Named[], wanted: string): Named[] {
  const rank = ({ id, name }: Named): number => {
    if (id.toLowerCase().startsWith(wanted) || name.toLowerCase().startsWith(wanted)) return 0;
    return `${id} ${name}`.toLowerCase().includes(wanted) ? 1 : 2;
  };
  return all
    .filter((one) => rank(one) < 2)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, SHOWN);
}

/** Puts a whole name where it was being typed. */
export function complete(text: string, caret: number, id: string): { text: string; caret: number } {
  const typed = typingAt(text, caret)?.typed ?? "";
  const start = `${text.slice(0, caret - typed.length)}${id} `;
  return { text: start + text.slice(caret).replace(/^ /, ""), caret: start.length };
}
