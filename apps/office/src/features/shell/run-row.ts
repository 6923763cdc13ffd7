/** A run in the palette: named by its task, found by its agent and its id too. Pure. */

import { moment } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { runHref } from "../../lib/hrefs";
import type { Run } from "../../lib/queries";
import { words } from "../../locale/words";

/** @param name of its agent */
export function runRow(run: Run, name: string) {
  const { runId, agent, task, createdAt } = run;
  const who = oneLine(name, 60);
  return {
    group: words.shell.find.runs,
    key: `run ${runId}`,
    name: toTitle({ ...run, text: task }) || words.runs.list.noText,
    also: `${runId} ${who}`,
    face: agent,
    note: `${who} · ${moment(createdAt)}`,
    path: runHref(runId),
  };
}
