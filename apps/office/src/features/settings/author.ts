/** Who changed something, as the daemon names them, in words. Pure. */
import { readAuthorLabel } from "@tinyagi/contracts";
import { words } from "../../locale/words";

/** The reader, by the way they came. */
const YOU: ReadonlySet<string> = new Set(["operator", "local", "browser", "web"]);

/** @param nameOf the name of an agent by its id */
export function authorWords(author: string, nameOf: (id: string) => string = (id) => id): string {
  const { by, restored } = readAuthorLabel(author);
  if (restored !== undefined)
    return words.settings.history.restoredBy(String(restored), authorWords(by, nameOf));
  const { authors } = words.settings.history;
  if (Object.hasOwn(authors, author)) return authors[author as keyof typeof authors];
  const [kind, id = ""] = author.split(/:(.*)/s, 2);
  if (kind === "agent") return nameOf(id);
  return kind === "channel" ? words.settings.history.onChannel(id) : author;
}

/** Whether it is the reader, who is the same person in a terminal and in the portal. */
export function isYou(author: string): boolean {
  return YOU.has(author);
}
