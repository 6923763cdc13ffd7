/** Tells blocks of code that are complete from the one that an agent still writes: a plugin for the tree of a text. */

/** What the plugin reads of a node of mdast. */
interface Node {
  type: string;
  position?: { start: { offset?: number }; end: { offset?: number } } | undefined;
  children?: Node[];
  data?: { hProperties?: Record<string, string> };
}

/** The attribute of the `<code>` of a complete block. */
export const CLOSED = "data-closed";

const OPENING = /^(`{3,}|~{3,})/;

/** A plugin of remark. Linear in the text, and without recursion: a text may be nested deeply. */
export function closedFences() {
  return (tree: Node, file: { value: unknown }): void => {
    const source = String(file.value);
    const open: Node[] = [tree];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      for (const child of node.children ?? []) open.push(child);
      const { type, position } = node;
      if (type === "code" && isClosed(source.slice(position?.start.offset, position?.end.offset)))
        node.data = { ...node.data, hProperties: { [CLOSED]: "" } };
    }
  };
}

/** @param block the source of a block, from its first fence. Its last line may stand in a quote or a list. */
export function isClosed(block: string): boolean {
  const fence = OPENING.exec(block)?.[1];
  const last = block.lastIndexOf("\n");
  if (fence === undefined || last === -1) return false;
  const end = block
    .slice(last + 1)
    .replace(/^[ \t>]*/, "")
    .trimEnd();
  return end.length >= fence.length && end === fence.slice(0, 1).repeat(end.length);
}
