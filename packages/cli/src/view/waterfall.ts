/**
 * Draws a trace: the tree of its spans, and beside it when each one ran. Pure. A state is a sign and, where it matters,
 * a word; never a colour alone.
 */
import { SPAN_STATE_SIGNS, type SpanState, type Trace, type TraceSpan } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { duration, usageWords } from "@tinyagi/views";
import {
  cut,
  getStyle,
  pad,
  paint,
  type Style,
  styled,
  type Text,
  UNICODE_MARKS,
  widthOf,
} from "@tinyagi/visualizer/text";

/** Deeper spans are drawn at this depth: the engine's own limits are far below. */
const DEEPEST = 20;
/** On a narrower screen a bar says nothing. */
const BARS_FROM_COLUMNS = 60;
const TEXT_SHARE = 0.55;
const TEXT_MAX = 90;
/** At least, with a space before it. */
const DURATION_COLUMNS = 10;

export interface WaterfallOptions {
  /** Of the screen; infinite without one: then there are no bars. */
  columns: number;
  /** Words and spaces only. */
  plain: boolean;
  /** Milliseconds since the epoch, for spans that still run. */
  now: number;
}

interface Row {
  readonly span: TraceSpan;
  readonly lead: string;
  readonly depth: number;
}

/** One line for each span, in the order of the tree. */
export function drawTrace(trace: Trace, options: WaterfallOptions): Text[] {
  const rows = toRows(trace.spans);
  const isDrawn = Number.isFinite(options.columns) && !options.plain;
  if (!isDrawn) return rows.map((row) => plainLine(row, trace, options));
  const range = toRange(trace, options.now);
  const longest = rows.map(({ span }) => widthOf(duration(measureLength(span, trace, options.now))) + 1);
  const durations = Math.max(DURATION_COLUMNS, ...longest);
  return rows.map((row) => drawnLine(row, { ...options, trace, range, durations }));
}

function toRows(spans: readonly TraceSpan[]): Row[] {
  const known = new Set(spans.map(({ id }) => id));
  const below = new Map<string | null, TraceSpan[]>();
  for (const span of spans) {
    const parent = span.parentId !== null && known.has(span.parentId) ? span.parentId : null;
    const siblings = below.get(parent);
    if (siblings === undefined) below.set(parent, [span]);
    else siblings.push(span);
  }
  const rows: Row[] = [];
  const visit = (span: TraceSpan, place: { lead: string; branch: string; depth: number }): void => {
    rows.push({ span, lead: place.lead + place.branch, depth: place.depth });
    const children = below.get(span.id) ?? [];
    const lead = place.depth >= DEEPEST ? place.lead : place.lead + continuation(place.branch);
    for (const [index, child] of children.entries())
      visit(child, { lead, branch: formatBranch(index === children.length - 1), depth: place.depth + 1 });
  };
  for (const root of below.get(null) ?? []) visit(root, { lead: "", branch: "", depth: 0 });
  return rows;
}

/** What a span is, on one clean line. */
function toText({ kind, name, status, usage, attributes }: TraceSpan): string {
  const parts = [kind === "run" ? name : `${kind} ${name}`];
  if (kind === "run" && Number(attributes.attempt) > 1) parts.push(`(attempt ${attributes.attempt})`);
  if (status !== "completed") parts.push(status);
  if (attributes.error !== undefined) parts.push(String(attributes.error));
  else if (kind === "tool" && attributes.input !== undefined) parts.push(String(attributes.input));
  const used = usage === undefined ? "" : usageWords(usage);
  if (used !== "") parts.push(used);
  return cleanLine(parts.join(" "));
}

function plainLine({ span, depth }: Row, trace: Trace, options: WaterfallOptions): string {
  const took = measureLength(span, trace, options.now);
  const indent = "  ".repeat(Math.min(depth, DEEPEST));
  const line = `+${duration(span.start)}  ${duration(took)}  ${indent}${span.kind === "run" ? "run " : ""}${toText(span)}`;
  return Number.isFinite(options.columns) ? cut(line, options.columns, "...") : line;
}

interface Range {
  readonly from: number;
  readonly length: number;
}

function drawnLine(
  { span, lead }: Row,
  {
    columns,
    trace,
    range,
    now,
    durations,
  }: WaterfallOptions & { trace: Trace; range: Range; durations: number },
): Text {
  const hasBars = columns >= BARS_FROM_COLUMNS;
  const room = hasBars ? Math.min(TEXT_MAX, Math.floor(columns * TEXT_SHARE)) : columns - durations;
  const sign = UNICODE_MARKS.state[SPAN_STATE_SIGNS[span.status]];
  const text = cut(toText(span), Math.max(4, room - widthOf(lead) - widthOf(sign) - 1));
  const used = widthOf(lead) + widthOf(sign) + 1 + widthOf(text);
  const took = duration(measureLength(span, trace, now)).padStart(durations - 1);
  const start = styled`${paint("dim", lead)}${paint(spanStyle(span.status), sign)} ${text}${" ".repeat(Math.max(0, room - used))} ${took}`;
  if (!hasBars) return start;
  const width = columns - room - durations - 1;
  return styled`${start} ${paint(spanStyle(span.status), formatBar(span, { range, width, length: measureLength(span, trace, now) }))}`;
}

/** At least one mark, so that a short span is seen. */
function formatBar(
  span: TraceSpan,
  { range, width, length }: { range: Range; width: number; length: number },
): string {
  const scale = width / range.length;
  const start = Math.min(width - 1, Math.max(0, Math.floor((span.start - range.from) * scale)));
  const marks = Math.min(width - start, Math.max(1, Math.round(length * scale)));
  return pad("", start) + (span.kind === "run" ? "━" : "─").repeat(marks);
}

function toRange(trace: Trace, now: number): Range {
  const from = trace.spans.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY);
  const to = trace.spans.reduce(
    (most, span) => Math.max(most, span.start + measureLength(span, trace, now)),
    0,
  );
  return { from, length: Math.max(1, to - from) };
}

function measureLength({ start, end }: TraceSpan, { startedAt }: Trace, now: number): number {
  return Math.max(0, (end ?? now - startedAt) - start);
}

function spanStyle(status: SpanState): Style {
  return getStyle(SPAN_STATE_SIGNS[status]) ?? "dim";
}

function formatBranch(last: boolean): string {
  return last ? "└─ " : "├─ ";
}

function continuation(branch: string): string {
  if (branch === "") return "";
  return branch.startsWith("└") ? "   " : "│  ";
}
