import { nodeName, nodeParent } from "@tinyagi/contracts";
import { toTitle } from "@tinyagi/contracts/title";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

/** What is known of a piece of work, as the API says it. */
export interface TitledWork {
  /** Absent in answers of earlier releases, and in what a browser kept of them. */
  readonly title?: string | undefined;
  /** Whose answers it joins: what its agent reads is then no text of a person. */
  readonly joins?: readonly string[] | null | undefined;
  /** Used where there is no title. */
  readonly text?: string | undefined;
  /** The sub-agent that works on it. */
  readonly subAgent?: { readonly nodeId: string } | null | undefined;
}

/**
 * What a list, a card and a chat call a piece of work: one line, the same in every client; empty for work without words.
 * That of a sub-agent begins with its name: `research: Find three competitors`.
 */
export function workTitle(work: TitledWork, words: ViewWords = en): string {
  const title = ownTitle(work, words);
  const node = work.subAgent?.nodeId;
  return node === undefined || nodeParent(node) === undefined ? title : `${nodeName(node)}: ${title}`;
}

function ownTitle({ title, joins, text = "" }: TitledWork, words: ViewWords): string {
  if (joins === null || joins === undefined) return title ?? toTitle(text);
  const { all, of } = words.titles.joins;
  return joins.length === 0 ? all : toTitle(of(joins.map((agent) => `@${agent}`).join(", ")));
}
