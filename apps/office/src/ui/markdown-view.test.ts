import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { MarkdownView } from "./markdown-view";

const draw = (text: string): string =>
  renderToStaticMarkup(createElement(MarkdownView, { text, isName: undefined }));

test("the three levels of headings are three elements, none of them a heading of the page", () => {
  expect(draw("# One\n\n## Two\n\n### Three")).toMatch(/<h4>One<\/h4>\s*<h5>Two<\/h5>\s*<h6>Three<\/h6>/);
});

test("a footnote shows its number and its words, and no target of a link", () => {
  const drawn = draw("The oven is new.[^1]\n\n[^1]: Since May.");
  expect(drawn).toContain("<sup>1</sup>");
  expect(drawn).toContain("Since May.");
  expect(drawn).toContain(">Notes</h5>");
  expect(drawn.replace(/<[^>]*>/g, "")).not.toMatch(/user-content|fnref|↩|\(#/);
});

test.each([
  ["a place in the same answer", "[above](#top)"],
  ["no target", "[above]()"],
])("a link to %s is its words alone", (_, text) => {
  expect(draw(text)).toContain("<p>above</p>");
});

test("a link that is no web address still names its target", () => {
  expect(draw("[bad](javascript:alert(1))").replace(/<[^>]*>/g, "")).toBe("bad (javascript:alert(1))");
});
