/** A span while it is derived, and what the rules of one kind of span may do. Times are milliseconds since the epoch. */
import type { EventType, JournalEvent, SpanAttributes, SpanKind, SpanState, Usage } from "@tinyagi/contracts";

export interface Span {
  readonly id: string;
  readonly parentId: string | null;
  /** The run it belongs to. Of a run: itself. */
  readonly runId: string;
  readonly kind: SpanKind;
  name: string;
  readonly start: number;
  end: number | null;
  status: SpanState;
  usage: Usage | undefined;
  readonly attributes: SpanAttributes;
}

/** Values that are undefined or null are left out. */
export type LooseAttributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface NewSpan {
  /** The event that closes the span finds it by this. With several open spans of one key, the oldest is closed. */
  readonly key?: string;
  /** It does not end with its run: what it waits for happens afterwards. */
  readonly outlivesRun?: true;
  readonly id: string;
  readonly parentId: string | null;
  readonly runId: string;
  readonly kind: SpanKind;
  readonly name: string;
  readonly start: number;
  readonly attributes?: LooseAttributes;
}

export interface SpanEnd {
  readonly time: number;
  readonly status: Exclude<SpanState, "running">;
  readonly usage?: Usage | undefined;
  readonly attributes?: LooseAttributes;
}

/** What rules build spans with. An unknown key is ignored: old events may be gone. */
export interface SpanBuilder {
  open(span: NewSpan): void;
  close(key: string, end: SpanEnd): void;
  /** A span that is complete. */
  add(span: Omit<NewSpan, "key" | "outlivesRun">, end: SpanEnd): void;
  /** More about an open span, or a run that ended a moment ago. */
  annotate(key: string, attributes: LooseAttributes): void;
  /** Ends whatever a run left open. */
  closeBelow(runId: string, end: SpanEnd): void;
  /** The run that works, or last worked, on a message. */
  runOf(messageRowId: number): string | undefined;
  setRunId(messageRowId: number, runId: string): void;
}

export type EventOf<T extends EventType> = Extract<JournalEvent, { type: T }>;

/** What the events of one kind of span mean. */
export type SpanRules = { readonly [T in EventType]?: (event: EventOf<T>, spans: SpanBuilder) => void };

/** The id of a span that begins with an event. */
export function toSpanId(event: { seq?: number }): string {
  return `span_${event.seq ?? 0}`;
}
