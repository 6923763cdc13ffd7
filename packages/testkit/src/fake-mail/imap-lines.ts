/** Commands of an IMAP client from the bytes of its connection: lines, with the literals that they announce. */

export interface ImapCommand {
  readonly tag: string;
  readonly name: string;
  /** What follows the name; a literal stands in it as `{}`. */
  readonly rest: string;
  readonly literals: readonly Buffer[];
}

/** @param onMore the client waits for leave to send a literal */
export function createLineReader(
  onCommand: (command: ImapCommand) => void,
  onMore: () => void,
): (bytes: Buffer) => void {
  let pending = Buffer.alloc(0);
  let line = "";
  let literals: Buffer[] = [];
  let missing = -1;
  return (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    for (;;) {
      if (missing >= 0) {
        if (pending.length < missing) return;
        literals.push(pending.subarray(0, missing));
        pending = pending.subarray(missing);
        missing = -1;
      }
      const end = pending.indexOf("\r\n");
      if (end < 0) return;
      const text = pending.subarray(0, end).toString("utf8");
      pending = pending.subarray(end + 2);
      const literal = /\{(\d+)(\+?)\}$/.exec(text);
      line += literal === null ? text : `${text.slice(0, literal.index)}{}`;
      if (literal !== null) {
        missing = Number(literal[1]);
        if (literal[2] === "") onMore();
        continue;
      }
      const [tag = "", name = "", ...rest] = line.split(" ");
      onCommand({ tag, name: name.toUpperCase(), rest: rest.join(" "), literals });
      line = "";
      literals = [];
    }
  };
}

/** Quoted texts and atoms of a command. */
export function toWords({ rest, literals }: Pick<ImapCommand, "rest" | "literals">): string[] {
  let used = 0;
  return [...rest.matchAll(/"((?:[^"\\]|\\.)*)"|\{\}|[^\s"]+/g)].map(([word, quoted]) => {
    if (word === "{}") {
      used += 1;
      return literals[used - 1]?.toString("utf8") ?? "";
    }
    return quoted === undefined ? word : quoted.replaceAll(/\\(.)/g, "$1");
  });
}
