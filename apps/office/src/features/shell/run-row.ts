/** A run in the palette: named by its task, found by its agent and its id too. Pure. */

import { moment } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { titleOf } from "../../lib/format/title";
import { runHref } from "../../lib/hrefs";
import type { Run } from "../../lib/queries";
import { words } from "../../locale/words";

/** @param name of its agent */
export function runRow({ runId, agent, task, joins, createdAt }: Run, name: string) {
  const who = oneLine(name, 60);
  return {
    group: words.shell.find.runs,
    key: `run ${runId}`,
    name: titleOf({ text: task, joins }, 120) || words.runs.list.noText,
    also: `${runId} ${who}`,
    face: agent,
    note: `${who} · ${moment(createdAt)}`,
    path: runHref(runId),
  };
}
