/** Ids of projects, tasks and comments. 0.0.20 took any text; here a route takes only its own kind's ids. */
import { commentIdSchema, projectIdSchema, taskIdSchema } from "@tinyagi/contracts";
import { quoted } from "./context.js";
import { type LegacyRecord, textOf } from "./legacy-value.js";
import { createNames } from "./new-names.js";
import type { ReportWriter } from "./report.js";

const KINDS = {
  project: { prefix: "proj_", schema: projectIdSchema },
  task: { prefix: "task_", schema: taskIdSchema },
  comment: { prefix: "cmt_", schema: commentIdSchema },
} as const;
/** Leaves room for a number behind it. */
const NAME_MAX = 48;
/** No more of an old id is looked at. */
const LOOKED_AT = 400;

/** @returns the id a row has from now on, by the one it had; to be asked once for each row */
export function createBoardIds(
  kind: keyof typeof KINDS,
  { rows, report }: { rows: readonly LegacyRecord[]; report: ReportWriter },
): (id: string) => string {
  const { prefix, schema } = KINDS[kind];
  const nameOf = createNames({
    old: rows.map((row) => textOf(row.id)),
    isPossible: (id) => schema.safeParse(id).success,
    clean: (id) => prefix + wordOf(id.startsWith(prefix) ? id.slice(prefix.length) : id, kind),
  });
  return (old) => {
    const id = nameOf(old);
    if (id !== old)
      report.note(`The id ${quoted(old)} of a ${kind} is not a possible one; it is now ${quoted(id)}.`);
    return id;
  };
}

function wordOf(text: string, otherwise: string): string {
  const word = text
    .slice(0, LOOKED_AT)
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, NAME_MAX)
    .replace(/-+$/, "");
  return word === "" ? otherwise : word;
}
