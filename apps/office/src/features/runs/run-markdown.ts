/** A run as Markdown, to paste elsewhere: what was asked, its parts, its result. Pure. */
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import type { Row } from "./rows";

export function runMarkdown(rows: readonly Row[]): string {
  const [top] = rows;
  if (top?.run === undefined) return "";
  const { run } = top;
  const parts = rows.map(
    (row) => `${"  ".repeat(row.depth)}- ${stateOf(row)}: ${visible(row.title)} (${row.agent})`,
  );
  const text = [
    `**${visible(top.title)}** (${run.runId}, ${new Date(run.createdAt).toISOString()})`,
    visible(environment(run)),
    ...(rows.length > 1 ? [parts.join("\n")] : []),
    visible(run.output ?? run.error?.message ?? words.runs.compare.noResult),
  ].join("\n\n");
  return `${text}\n`;
}

/** With what it ran, as far as it is known: "claude 2.1.197, sonnet, sandboxed". */
function environment({ harness, harnessVersion, model, permissions }: NonNullable<Row["run"]>): string {
  const program = harnessVersion === null ? harness : `${harness} ${harnessVersion}`;
  return [program, model, permissions].filter((part) => part !== null && part !== "").join(", ");
}

function stateOf({ shown: { state, word } }: Row): string {
  return word ?? words.common.states[state];
}
