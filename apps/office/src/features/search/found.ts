/** What a search of the daemon found, as places of the office. Pure. */
import type { SearchHit } from "@tinyagi/contracts";
import { oneLine, withoutNames } from "../../lib/format/text";
import { words } from "../../locale/words";

export interface Found {
  key: string;
  path: string;
  /** What it is, in a word. */
  what: string;
  title: string;
}

/** A hit without a place of its own, such as a message whose conversation was deleted, is left out. */
export function foundOf(hits: readonly SearchHit[]): Found[] {
  return hits.flatMap((hit, at): Found[] => {
    const path = placeOf(hit);
    if (path === undefined) return [];
    const isTask = hit.kind === "task";
    const text = withoutNames(hit.snippet);
    const title = oneLine(hit.title === "" ? text : isTask ? hit.title : `${hit.title}: ${text}`, 120);
    return [{ key: `${at}-${path}`, path, what: words.search[hit.kind], title }];
  });
}

function placeOf({ taskId, conversationId, team }: SearchHit): string | undefined {
  if (taskId !== null) return `/tasks?task=${encodeURIComponent(taskId)}`;
  if (conversationId !== null) return `/chat?id=${encodeURIComponent(conversationId)}`;
  if (team !== null) return `/rooms?room=${encodeURIComponent(team)}`;
  return undefined;
}
