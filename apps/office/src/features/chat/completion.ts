/** Completion of `@names` in a message. Pure. */
export interface Named {
  id: string;
  name: string;
}

const AT_END = /(?:^|\s)@([\w-]*)$/;
const SHOWN = 6;

/** What is typed after `@` right before the caret; undefined when no name is being typed. */
export function nameAt(text: string, caret: number): string | undefined {
  return AT_END.exec(text.slice(0, caret))?.[1];
}

/** Those that begin with it, then those that contain it. */
export function matches(all: readonly Named[], typed: string): Named[] {
  const wanted = typed.toLowerCase();
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
  const typed = nameAt(text, caret) ?? "";
  const start = `${text.slice(0, caret - typed.length)}${id} `;
  return { text: start + text.slice(caret).replace(/^ /, ""), caret: start.length };
}
