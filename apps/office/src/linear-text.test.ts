/** What TinyOffice does with texts of agents and senders takes linear time. */

import { withoutTags } from "@tinyagi/client";
import { isCheapMarkdown } from "@tinyagi/contracts/markdown-cost";
import { asSentence } from "@tinyagi/views";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { measureGrowth } from "../../../tests/support/growth.js";
import { HOSTILE_TEXTS } from "../../../tests/support/hostile-texts.js";
import { idFrom } from "./features/agents/agent-state";
import { complete, typingAt } from "./features/chat/completion";
import { toReason } from "./lib/format/reason";
import { excerpt, oneLine, replyLine, visible } from "./lib/format/text";
import { MarkdownView } from "./ui/markdown-view";
import { mentionsIn } from "./ui/mentions-in";

const WORK: Readonly<Record<string, (text: string) => unknown>> = {
  idFrom: (text) => idFrom(text, {}),
  typingAt: (text) => typingAt(text, text.length),
  complete: (text) => complete(text, text.length, "a"),
  withoutTags,
  visible,
  oneLine: (text) => oneLine(text),
  excerpt: (text) => excerpt(text),
  replyLine: (text) => replyLine({ message: text }, 100),
  asSentence,
  toReason,
  mentionsIn: (text) => mentionsIn(text, () => true),
};

it.each(Object.entries(WORK))("%s", (_name, work) => {
  expect(findSlow(work, HOSTILE_TEXTS)).toEqual([]);
});

it("markdown", { timeout: 240_000 }, () => {
  // Drawing takes ten times as long as the rest: texts within a frame are left out.
  expect(
    findSlow(
      drawn,
      HOSTILE_TEXTS.filter(({ name }) => !name.startsWith('"é" + ')),
    ),
  ).toEqual([]);
});

function drawn(text: string): unknown {
  return (
    isCheapMarkdown(text) && renderToStaticMarkup(createElement(MarkdownView, { text, isName: () => true }))
  );
}

function findSlow(work: (text: string) => unknown, texts: typeof HOSTILE_TEXTS): string[] {
  return texts.flatMap(({ name, make }) => measureGrowth(work, make).problem?.concat(` (${name})`) ?? []);
}
