/** The lines of a log: each names its part as the tree does, says what happened, and why it failed. Pure. */
import type { TraceSpan } from "@tinyagi/contracts";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { groupAttempts, type Row } from "./rows";

export interface LogLine {
  span: TraceSpan;
  /** The part that it belongs to. */
  row: Row;
  detail: string;
}

export function logLines(spans: readonly TraceSpan[], rows: readonly Row[]): LogLine[] {
  const tries = new Map(
    rows.flatMap((row) => groupAttempts(row).map((run, at) => [run.runId, { row, run, at }] as const)),
  );
  const reasons = new Map(
    spans.flatMap(({ kind, id, attributes }) => (kind === "run" ? [[id, attributes.error]] : [])),
  );
  return spans.flatMap((span) => {
    const found = tries.get(span.kind === "run" ? span.id : (span.parentId ?? ""));
    if (found === undefined) return [];
    const { row, run, at } = found;
    return [
      {
        span,
        row,
        detail: toDetail(span, { number: at + 1, reason: run.error?.message ?? reasons.get(run.runId) }),
      },
    ];
  });
}

/** "Model claude-sonnet-4-6". A run needs no name: its part has it. */
export function describeSpan({ kind, name }: TraceSpan): string {
  const { kinds } = words.runs.log;
  return kind === "run" ? kinds.run : oneLine(`${kinds[kind]} ${name}`, 80);
}

/** What has no reason of its own failed with its run, which knows why. */
function toDetail(
  { kind, status, attributes }: TraceSpan,
  attempt: { number: number; reason: TraceSpan["attributes"][string] | undefined },
): string {
  const { error, input, goal, output } = attributes;
  const reason = status === "failed" || status === "interrupted" ? attempt.reason : undefined;
  const text = String(error ?? reason ?? input ?? goal ?? output ?? "");
  const isAgain = kind === "run" && attempt.number > 1;
  return isAgain ? `${words.runs.part.attempt(attempt.number)} ${text}` : text;
}
