/**
 * Sends spans by OTLP over HTTP (protobuf), with OpenTelemetry's own exporter. Loaded only when the export is switched
 * on. It never follows a redirect, so headers reach only the configured server, and it never sends to a metadata service.
 */
import { createHash } from "node:crypto";
import type { LookupFunction } from "node:net";
import { type Attributes, type HrTime, SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { createGuardedLookup } from "@tinyagi/base";
import type { Span } from "../traces/span.js";
import { genAiSpan } from "./gen-ai.js";

const SEND_MS = 10_000;
const SUCCESS = 0;
const TRACE_ID_CHARS = 32;
const SPAN_ID_CHARS = 16;

/** A span that ended, and the run its tree starts with. */
export interface EndedSpan {
  readonly span: Span;
  readonly rootRunId: string;
}

export interface OtlpTarget {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly version: string;
  readonly payloads: boolean;
  /** Resolves the name of the endpoint. Default: the resolver of the system. */
  readonly resolve?: LookupFunction;
}

export interface OtlpSender {
  /** @throws the error of the exporter, after its own retries */
  send(spans: readonly EndedSpan[]): Promise<void>;
  close(): Promise<void>;
}

export function createOtlpSender(target: OtlpTarget): OtlpSender {
  const { endpoint, headers, serviceName, version, payloads } = target;
  const exporter = new OTLPTraceExporter({
    url: endpoint,
    headers: { ...headers },
    timeoutMillis: SEND_MS,
    httpAgentOptions: { lookup: createGuardedLookup(target.resolve) },
  });
  const shared = {
    resource: resourceFromAttributes({ "service.name": serviceName, "service.version": version }),
    instrumentationScope: { name: "tinyagi", version },
  };
  return {
    send: (spans) =>
      new Promise((resolve, reject) => {
        exporter.export(
          spans.map((ended) => ({ ...readable(ended, payloads), ...shared })),
          ({ code, error }) => (code === SUCCESS ? resolve() : reject(error ?? new Error("not exported"))),
        );
      }),
    close: () => exporter.shutdown(),
  };
}

type SpanParts = Omit<ReadableSpan, "resource" | "instrumentationScope">;

function readable({ span, rootRunId }: EndedSpan, payloads: boolean): SpanParts {
  const { name, attributes } = genAiSpan(span, payloads);
  const traceId = idOf(`trace ${rootRunId}`, TRACE_ID_CHARS);
  const buildContext = (id: string) => ({
    traceId,
    spanId: idOf(`span ${rootRunId} ${id}`, SPAN_ID_CHARS),
    traceFlags: TraceFlags.SAMPLED,
  });
  const end = span.end ?? span.start;
  const { error } = span.attributes;
  return {
    name,
    kind: span.kind === "model" ? SpanKind.CLIENT : SpanKind.INTERNAL,
    spanContext: () => buildContext(span.id),
    ...(span.parentId === null ? {} : { parentSpanContext: buildContext(span.parentId) }),
    startTime: hrTime(span.start),
    endTime: hrTime(end),
    duration: hrTime(end - span.start),
    status:
      span.status === "completed"
        ? { code: SpanStatusCode.UNSET }
        : { code: SpanStatusCode.ERROR, ...(typeof error === "string" ? { message: error } : {}) },
    attributes: attributes satisfies Attributes,
    links: [],
    events: [],
    ended: true,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** The same span has the same id, whoever exports it. */
function idOf(text: string, chars: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, chars);
}

function hrTime(ms: number): HrTime {
  return [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1_000_000)];
}
