/**
 * The one stream of events of a run tree. Offsets follow the order things happened, also when a listener makes
 * something happen; a listener that throws is counted and left alone. Every `started` gets exactly one end: a second
 * one is ignored, and a run that ends closes what is still open in it. Lifecycle events are never dropped.
 */
import { type AgentClock, systemClock } from "../clock.js";
import type {
  AgentEvent,
  AgentEventData,
  AgentEventScope,
  AgentEventType,
  AgentListener,
  AgentSpanKind,
  EndData,
  SpanOutcome,
  StartData,
} from "./event.js";
import { type OpenSpan, OpenSpans } from "./open-spans.js";
import { makePayload, type PayloadOptions } from "./payload.js";

/** What {@link createEventSink} takes. */
export interface EventSinkOptions {
  listeners?: readonly AgentListener[];
  clock?: AgentClock;
  /** Texts of people, models and tools; default none. */
  payloads?: PayloadOptions;
  /** Waiting events from which on `model.progressed` is dropped; default 10,000. */
  maxPending?: number;
}

/** Something that has started. The first end counts, any later one answers false. */
export interface Span<K extends AgentSpanKind> {
  end<O extends SpanOutcome>(outcome: O, data: EndData<K, O>, payload?: () => unknown): boolean;
}

/** The reading side and the writing side of a tree's events. */
export interface EventSink {
  /** @returns a function that ends the subscription */
  subscribe(listener: AgentListener): () => void;
  emit<T extends AgentEventType>(
    scope: AgentEventScope,
    event: { type: T; data: AgentEventData[T]; payload?: (() => unknown) | undefined },
  ): void;
  /** Emits `<kind>.started` and answers what ends it. A `subagent` belongs to the run above it. */
  start<K extends AgentSpanKind>(
    scope: AgentEventScope,
    span: { kind: K; data: StartData<K>; payload?: (() => unknown) | undefined },
  ): Span<K>;
  /** Listener calls that threw. */
  readonly failures: number;
  /** Events of type `model.progressed` that were dropped. */
  readonly dropped: number;
}

const DEFAULT_MAX_PENDING = 10_000;

/**
 * Creates the stream of events that all runs of a tree share.
 * @see EventSinkOptions
 */
export function createEventSink(options: EventSinkOptions = {}): EventSink {
  return new Sink(options);
}

class Sink implements EventSink {
  failures = 0;
  dropped = 0;
  readonly #clock: AgentClock;
  readonly #payloads: PayloadOptions | undefined;
  readonly #maxPending: number;
  #listeners: readonly AgentListener[];
  readonly #pending: AgentEvent[] = [];
  readonly #open = new OpenSpans<Started<AgentSpanKind>>();
  #offset = 0;
  #delivering = false;

  constructor(options: EventSinkOptions) {
    this.#listeners = [...(options.listeners ?? [])];
    this.#clock = options.clock ?? systemClock;
    this.#payloads = options.payloads;
    this.#maxPending = options.maxPending ?? DEFAULT_MAX_PENDING;
  }

  subscribe(listener: AgentListener): () => void {
    // A wrapper of its own, so that the same function may be subscribed twice.
    const own: AgentListener = (event) => listener(event);
    this.#listeners = [...this.#listeners, own];
    return () => {
      this.#listeners = this.#listeners.filter((known) => known !== own);
    };
  }

  emit<T extends AgentEventType>(
    scope: AgentEventScope,
    event: { type: T; data: AgentEventData[T]; payload?: (() => unknown) | undefined },
  ): void {
    const offset = this.#offset;
    this.#offset += 1;
    if (this.#listeners.length === 0) return;
    if (event.type === "model.progressed" && this.#pending.length >= this.#maxPending) {
      this.dropped += 1;
      return;
    }
    const { runId, parentRunId, rootRunId, depth, agent } = scope;
    const { type, data, payload } = event;
    const time = this.#clock.now();
    const full = { offset, type, time, runId, parentRunId, rootRunId, depth, agent, data };
    const texts =
      payload !== undefined && this.#payloads !== undefined
        ? { payload: makePayload(payload, this.#payloads) }
        : {};
    this.#pending.push({ ...full, ...texts } as unknown as AgentEvent);
    this.#deliver();
  }

  start<K extends AgentSpanKind>(
    scope: AgentEventScope,
    { kind, data, payload }: { kind: K; data: StartData<K>; payload?: (() => unknown) | undefined },
  ): Span<K> {
    const span = new Started(this, scope, { kind, data });
    this.#open.add(span);
    if (this.#listeners.length === 0) this.#offset += 1;
    else this.emit(scope, { type: `${kind}.started`, data, payload } as never);
    return span;
  }

  /** For spans: the one end of `span`. */
  end(span: Started<AgentSpanKind>, { outcome, data, payload }: SpanEnd): void {
    this.#open.remove(span);
    if (span.kind === "run") {
      const { runId } = span.scope;
      for (let open = this.#open.newest(runId); open !== undefined; open = this.#open.newest(runId)) {
        open.end("cancelled", { ...open.data, reason: "its run ended first" } as never);
      }
    }
    if (this.#listeners.length === 0) this.#offset += 1;
    else this.emit(span.scope, { type: `${span.kind}.${outcome}`, data, payload } as never);
  }

  /** Events made by a listener wait until all listeners have seen the ones before them. */
  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
        for (const listener of this.#listeners) this.#tell(listener, next);
      }
    } finally {
      this.#delivering = false;
    }
  }

  #tell(listener: AgentListener, event: AgentEvent): void {
    // A reader's fault must not reach the run, also not as a rejection; the count shows that there was one.
    const failed = () => {
      this.failures += 1;
    };
    try {
      const answer: unknown = listener(event);
      if (answer instanceof Promise) answer.catch(failed);
    } catch {
      failed();
    }
  }
}

interface SpanEnd {
  outcome: SpanOutcome;
  data: unknown;
  payload: (() => unknown) | undefined;
}

class Started<K extends AgentSpanKind> implements Span<K>, OpenSpan {
  readonly owner: string;
  readonly scope: AgentEventScope;
  readonly kind: K;
  readonly data: StartData<K>;
  older: OpenSpan | undefined = undefined;
  newer: OpenSpan | undefined = undefined;
  readonly #sink: Sink;
  #hasEnded = false;

  constructor(sink: Sink, scope: AgentEventScope, { kind, data }: { kind: K; data: StartData<K> }) {
    this.#sink = sink;
    this.scope = scope;
    this.kind = kind;
    this.data = data;
    this.owner = kind === "subagent" ? (scope.parentRunId ?? `above:${scope.runId}`) : scope.runId;
  }

  end<O extends SpanOutcome>(outcome: O, data: EndData<K, O>, payload?: () => unknown): boolean {
    if (this.#hasEnded) return false;
    this.#hasEnded = true;
    this.#sink.end(this, { outcome, data, payload });
    return true;
  }
}
