import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Markdown } from "./markdown";

test("a text waits unseen for its reader only for a moment: a slow network shows it as it is", () => {
  const waiting = renderToStaticMarkup(createElement(Markdown, { text: "The **oven** is new." }));
  expect(waiting).toContain('<div class="anim-late"><p');
  expect(waiting).toContain("The **oven** is new.");
  expect(waiting).not.toContain("invisible");
});
