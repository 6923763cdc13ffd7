/**
 * An OpenTelemetry receiver that is not ours: Elastic's OTLP server from npm, unmodified, as a process of its own. It
 * decodes what it receives with its own copy of OpenTelemetry's protocol and prints each request as one line of JSON.
 */
import { randomInt } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { waitFor } from "@tinyagi/testkit";
import { execa } from "execa";

const START = { timeoutMs: 40_000, what: "the collector to listen" };
/** Its ports are fixed. A loopback address of its own lets several run at once. */
const PORT = 4318;

export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface OtlpCollector extends AsyncDisposable {
  /** For `telemetry.otlp.endpoint`. */
  readonly endpoint: string;
  /** The spans received so far. */
  readonly spans: readonly CollectedSpan[];
  /** Each `service.name` that sent spans. */
  readonly services: ReadonlySet<unknown>;
}

interface CollectedRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Readonly<Record<string, unknown>> };
    readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[];
  }[];
}

/** Starts the program and waits until it listens. @throws with its output when it ends instead */
export async function startOtlpCollector(): Promise<OtlpCollector> {
  const address = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;
  const child = execa(process.execPath, [programFile(), "--hostname", address, "-o", "trace-json"], {
    reject: false,
    all: true,
  });
  const spans: CollectedSpan[] = [];
  const services = new Set<unknown>();
  const log: string[] = [];
  createInterface({ input: child.all }).on("line", (line) => {
    if (!line.includes('"resourceSpans"')) return void log.push(line);
    for (const { resource, scopeSpans } of (JSON.parse(line) as CollectedRequest).resourceSpans) {
      services.add(resource.attributes["service.name"]);
      for (const scope of scopeSpans) spans.push(...scope.spans);
    }
  });
  await waitFor(() => {
    if (child.exitCode !== null) throw new Error(`the collector ended: ${log.join("\n")}`);
    return log.some((line) => line.includes("OTLP/HTTP listening"));
  }, START);
  return {
    endpoint: `http://${address}:${PORT}/v1/traces`,
    spans,
    services,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child;
    },
  };
}

function programFile(): string {
  const main = createRequire(import.meta.url).resolve("@elastic/mockotlpserver");
  return join(dirname(main), "cli.js");
}
