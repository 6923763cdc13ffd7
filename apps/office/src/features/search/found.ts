/** What a search of the daemon found, as places of the office. Pure. */

import type { SearchHit } from "@tinyagi/contracts";
import { moment } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { chatHref } from "../../lib/hrefs";
import { words } from "../../locale/words";

export interface Found {
  key: string;
  path: string;
  /** What it is, in a word. */
  what: string;
  title: string;
  /** Who works on it or wrote it; null when unknown. */
  agent: string | null;
  /** When, in words: several hits of one text differ by it. */
  at: string;
}

/** A hit without a place of its own, such as a message whose conversation was deleted, is left out. */
export function toFound(hits: readonly SearchHit[]): Found[] {
  return hits.flatMap((hit, at): Found[] => {
    const path = resolvePlace(hit);
    if (path === undefined) return [];
    const isTask = hit.kind === "task";
    const text = toTitle({ text: hit.snippet });
    const title = oneLine(hit.title === "" ? text : isTask ? hit.title : `${hit.title}: ${text}`, 120);
    const { agent, time } = hit;
    return [{ key: `${at}-${path}`, path, what: words.search[hit.kind], title, agent, at: moment(time) }];
  });
}

function resolvePlace({ taskId, conversationId, team }: SearchHit): string | undefined {
  if (taskId !== null) return `/tasks?task=${encodeURIComponent(taskId)}`;
  if (conversationId !== null) return chatHref(conversationId);
  if (team !== null) return `/rooms?room=${encodeURIComponent(team)}`;
  return undefined;
}
