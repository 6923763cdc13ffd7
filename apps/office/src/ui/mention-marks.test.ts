import { expect, it } from "vitest";
import { mentionMarks } from "./mention-marks";

const mark = mentionMarks((_, id) => id === "coder" || id === "dev")();
type Node = Parameters<typeof mark>[0];
const text = (value: string): Node => ({ type: "text", value });
const paragraph = (...children: Node[]): Node => ({ type: "paragraph", children });

it("names in a text become marks, wherever they stand, but not in code and links", () => {
  const tree = {
    type: "root",
    children: [
      paragraph(
        text("Ask @coder, then "),
        { type: "strong", children: [text("#dev")] },
        text(" or @nobody."),
      ),
      { type: "link", children: [text("@coder")] },
      { type: "inlineCode", value: "@coder" },
    ],
  };
  mark(tree);
  const name = (value: string) => ({ type: "mention", data: { hName: "mark" }, children: [text(value)] });
  expect(tree.children).toEqual([
    paragraph(
      text("Ask "),
      name("@coder"),
      text(", then "),
      { type: "strong", children: [name("#dev")] },
      text(" or @nobody."),
    ),
    { type: "link", children: [text("@coder")] },
    { type: "inlineCode", value: "@coder" },
  ]);
});

it("a text that is nested very deeply is marked without recursion", () => {
  let tree = text("@coder");
  for (let depth = 0; depth < 50_000; depth += 1) tree = { type: "emphasis", children: [tree] };
  expect(() => mark({ type: "root", children: [tree] })).not.toThrow();
});
