/** Who works now: each live run, as an agent or as a sub-agent of one, in the same order and with the same name everywhere. Pure. */
import { joinWritten, type LiveRuns, type ShownRun } from "@tinyagi/client";
import { toolLine } from "@tinyagi/views";
import { oneLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { runHref } from "../../lib/hrefs";
import type { Run } from "../../lib/queries";
import { words } from "../../locale/words";
import { subAgentName } from "../needs/needs";
import type { Helper } from "../scene/model";

/** A run that is listed, or of which only events are known yet. */
export type AtWork = Pick<Run, "runId"> & Partial<Run>;

/** The agent's own work before that of its sub-agents; then in the order in which it began. */
export function ownFirst(runs: readonly AtWork[]): AtWork[] {
  // Nothing is known of one that is not listed yet.
  const rank = ({ node, depth = 0, createdAt = Number.NaN }: AtWork): number =>
    Number.isNaN(createdAt) ? Number.MAX_SAFE_INTEGER : depth + (node === undefined ? 0 : 1);
  return runs.toSorted((a, b) => rank(a) - rank(b) || (a.createdAt ?? 0) - (b.createdAt ?? 0));
}

/** What a run does: since this page was opened, and from what the daemon knew of it before. */
export function nowIn(run: AtWork, live: LiveRuns): Pick<ShownRun, "text" | "tools"> {
  const now = live.get(run.runId);
  return { tools: now?.tools ?? [], text: joinWritten(now, run.written) };
}

export function toSubAgent(run: AtWork, live: Pick<ShownRun, "text" | "tools"> | undefined): Helper {
  const { runId, rootRunId = runId, node, task = "" } = run;
  const nodeId = node?.nodeId ?? null;
  return {
    id: runId,
    name: subAgentName({ nodeId }) ?? "",
    task: toTitle({ ...run, text: task }),
    line: currentLine(live),
    href: runHref(rootRunId, nodeId),
  };
}

/** A line that has just begun says nothing yet: until it is this long, the line before it is shown. */
const BEGUN_CHARS = 12;

/** The tool in use, else the newest words. */
export function currentLine(run: Pick<ShownRun, "text" | "tools"> | undefined): string {
  const tool = run?.tools.findLast(({ tookMs }) => tookMs === undefined);
  if (tool !== undefined) return oneLine(toolLine(tool, words.views), 60);
  const lines = (run?.text ?? "").split("\n").filter((line) => oneLine(line) !== "");
  const newest = oneLine(lines.at(-1) ?? "", 40);
  return newest.length < BEGUN_CHARS ? oneLine(lines.at(-2) ?? newest, 40) : newest;
}
