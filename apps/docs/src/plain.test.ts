import { expect, test } from "vitest";
import { titleOf, toIndex, toPlain } from "./plain.js";

test("a page as Markdown has no comments and no front matter", () => {
  const text = "---\nlayout: home\n---\n<!-- made -->\n\n# The `tinyagi` command\n\nText.<!-- X-1 -->\n";
  expect(toPlain(text)).toBe("# The `tinyagi` command\n\nText.\n");
  expect(titleOf(text)).toBe("The tinyagi command");
});

test("a comment that never ends stays as it is", () => {
  expect(toPlain("a <!-- b")).toBe("a <!-- b\n");
});

test("links into docs lose that folder, as the pages do", () => {
  expect(toPlain("[a](docs/guide/a.md) [b](../../docs/b.md) [c](mydocs/c.md)")).toBe(
    "[a](guide/a.md) [b](../../b.md) [c](mydocs/c.md)\n",
  );
});

test("llms.txt lists each page with its first sentence, whatever code stands before it", () => {
  const groups = [
    { text: "First", entries: [{ text: "Budgets", file: "docs/guide/budgets.md", link: "/guide/budgets" }] },
  ];
  const index = toIndex(
    groups,
    "About.",
    () => "# Budgets\n\n```sh\ntinyagi budgets\n```\n\nA **budget** [limits](x.md) cost. More.\n",
  );
  expect(index).toContain("# TinyAGI\n\n> About.");
  expect(index).toContain("## First\n\n- [Budgets](/guide/budgets.md): A budget limits cost\n");
});
