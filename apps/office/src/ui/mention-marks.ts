/** Marks names in Markdown: a plugin for the tree of a text. Code and links stay as they are. */
import { type IsName, mentionsIn } from "./mentions-in";

/** What the plugin reads of a node of mdast. */
interface Node {
  type: string;
  value?: string;
  children?: Node[];
  data?: { hName: string };
}

/** `<mark>`: the element that a name becomes. Agents cannot write it, because their HTML is shown as text. */
const NAME = "mark";
const LEFT_ALONE: ReadonlySet<string> = new Set(["link", "linkReference", "code", "inlineCode"]);

/** A plugin of remark. Linear in the text, and without recursion: a text may be nested deeply. */
export function mentionMarks(isName: IsName) {
  return () => (tree: Node) => {
    const open: Node[] = [tree];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node.children === undefined || LEFT_ALONE.has(node.type)) continue;
      open.push(...node.children);
      if (node.children.some(({ type, value }) => type === "text" && /[@#]/.test(value ?? "")))
        node.children = node.children.flatMap((child) =>
          child.type === "text" ? toParts(child, isName) : child,
        );
    }
  };
}

function toParts({ value = "" }: Node, isName: IsName): Node[] {
  return mentionsIn(value, isName).map(({ text, isMention }) =>
    isMention
      ? { type: "mention", data: { hName: NAME }, children: [{ type: "text", value: text }] }
      : { type: "text", value: text },
  );
}
