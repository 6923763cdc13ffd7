/**
 * Builds spans from events, one event after the other. Pure and linear: each event costs a constant number of map
 * operations. It must never throw for an event whose beginning is missing.
 */
import type { JournalEvent, SpanAttributes } from "@tinyagi/contracts";
import { SPAN_RULES } from "./rules.js";
import type { LooseAttributes, NewSpan, Span, SpanBuilder, SpanEnd, SpanRules } from "./span.js";

/** Messages whose run is remembered. A fold that follows the journal for weeks must not grow. */
const MESSAGES_MAX = 20_000;
/** Spans that may be open at the same time; the oldest is given up, as the daemon runs far fewer. */
export const OPEN_SPANS_MAX = 20_000;

/** Runs that ended last: what becomes known of them in a few seconds is added, such as the version of their CLI. */
const ENDED_RUNS_MAX = 500;

export interface SpanFold {
  add(event: JournalEvent): void;
  /** Spans that have no end yet. */
  openSpans(): IterableIterator<Span>;
}

/** @param onEnd called once for each span that ended */
export function createSpanFold(onEnd: (span: Span) => void): SpanFold {
  const open = new Set<Span>();
  const byKey = new Map<string, Set<Span>>();
  const byRun = new Map<string, Set<Span>>();
  const keys = new Map<Span, string>();
  const runs = new Map<number, string>();
  const ended = new Map<string, Span>();

  function start(span: NewSpan): Span {
    const { key, outlivesRun, attributes = {}, ...rest } = span;
    const started: Span = {
      ...rest,
      end: null,
      status: "running",
      usage: undefined,
      attributes: withValues({}, attributes),
    };
    open.add(started);
    if (key !== undefined) {
      keys.set(started, key);
      addTo(byKey, key, started);
    }
    if (outlivesRun !== true) addTo(byRun, span.runId, started);
    if (open.size > OPEN_SPANS_MAX) forget(open.values().next().value as Span);
    return started;
  }

  function forget(span: Span): void {
    open.delete(span);
    const key = keys.get(span);
    keys.delete(span);
    if (key !== undefined) removeFrom(byKey, key, span);
    removeFrom(byRun, span.runId, span);
  }

  function finish(span: Span, end: SpanEnd): void {
    const key = keys.get(span);
    if (key !== undefined && span.kind === "run") keep(ended, [key, span], ENDED_RUNS_MAX);
    forget(span);
    span.end = Math.max(span.start, end.time);
    span.status = end.status;
    span.usage = end.usage;
    withValues(span.attributes, end.attributes ?? {});
    onEnd(span);
  }

  const builder: SpanBuilder = {
    open: (span) => void start(span),
    close(key, end) {
      const [oldest] = byKey.get(key) ?? [];
      if (oldest !== undefined) finish(oldest, end);
    },
    add: (span, end) => finish(start(span), end),
    annotate(key, attributes) {
      const [span = ended.get(key)] = byKey.get(key) ?? [];
      if (span !== undefined) withValues(span.attributes, attributes);
    },
    closeBelow(runId, end) {
      for (const span of [...(byRun.get(runId) ?? [])]) if (span.id !== runId) finish(span, end);
    },
    runOf: (messageRowId) => runs.get(messageRowId),
    setRunId: (messageRowId, runId) => keep(runs, [messageRowId, runId], MESSAGES_MAX),
  };

  return {
    add(event) {
      for (const rules of SPAN_RULES) apply(rules, event, builder);
    },
    openSpans: () => open.values(),
  };
}

/** Adds an entry; of more than `max`, the oldest is forgotten. */
function keep<K, V>(map: Map<K, V>, [key, value]: readonly [K, V], max: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.size > max ? map.keys() : [];
  if (oldest !== undefined) map.delete(oldest);
}

function addTo(sets: Map<string, Set<Span>>, key: string, span: Span): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([span]));
  else set.add(span);
}

function removeFrom(sets: Map<string, Set<Span>>, key: string, span: Span): void {
  const set = sets.get(key);
  set?.delete(span);
  if (set?.size === 0) sets.delete(key);
}

function apply(rules: SpanRules, event: JournalEvent, spans: SpanBuilder): void {
  // The table's types connect each function to its event; the type of the event selects the right one.
  const rule = rules[event.type] as ((event: JournalEvent, spans: SpanBuilder) => void) | undefined;
  rule?.(event, spans);
}

function withValues(target: SpanAttributes, added: LooseAttributes): SpanAttributes {
  for (const [name, value] of Object.entries(added))
    if (value !== undefined && value !== null) target[name] = value;
  return target;
}
