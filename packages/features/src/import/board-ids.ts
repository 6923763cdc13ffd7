/**
 * Ids of projects, tasks and comments. 0.0.20 accepted any text; routes of this version accept only ids with the
 * right prefix.
 */
import { commentIdSchema, projectIdSchema, taskIdSchema } from "@tinyagi/contracts";
import { quoted } from "./context.js";
import { type LegacyRecord, toText } from "./legacy-value.js";
import { createNames } from "./new-names.js";
import type { ReportWriter } from "./report.js";

const KINDS = {
  project: { prefix: "proj_", schema: projectIdSchema },
  task: { prefix: "task_", schema: taskIdSchema },
  comment: { prefix: "cmt_", schema: commentIdSchema },
} as const;
/** Leaves room for a number at the end. */
const NAME_MAX = 48;
/** Longer ids are cut before they are inspected. */
const LOOKED_AT = 400;

/** @returns a function from the old id of a row to its new id; call it once per row */
export function createBoardIds(
  kind: keyof typeof KINDS,
  { rows, report }: { rows: readonly LegacyRecord[]; report: ReportWriter },
): (id: string) => string {
  const { prefix, schema } = KINDS[kind];
  const nameOf = createNames({
    old: rows.map((row) => toText(row.id)),
    isPossible: (id) => schema.safeParse(id).success,
    clean: (id) => prefix + toWord(id.startsWith(prefix) ? id.slice(prefix.length) : id, kind),
  });
  return (old) => {
    const id = nameOf(old);
    if (id !== old)
      report.note(`The id ${quoted(old)} of a ${kind} is not valid here; it is now ${quoted(id)}.`);
    return id;
  };
}

function toWord(text: string, otherwise: string): string {
  const word = text
    .slice(0, LOOKED_AT)
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, NAME_MAX)
    .replace(/-+$/, "");
  return word === "" ? otherwise : word;
}
