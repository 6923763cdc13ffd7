/**
 * Follows the journal and exports the spans of runs while the settings say so. It reads only what is committed, so a
 * slow or failing receiver never delays a run. Spans of runs that started before the export are not sent.
 */

import type { Clock, Log } from "@tinyagi/base";
import { isMetadataUrl } from "@tinyagi/base";
import type { JournalEvent, OtlpSettings } from "@tinyagi/contracts";
import type { Journal } from "@tinyagi/kernel";
import { createSpanFold } from "../traces/span-fold.js";
import { createSpanQueue, type SpanQueue } from "./span-queue.js";

/** Runs whose root is remembered. */
const ROOTS_MAX = 20_000;

export interface TelemetryOptions {
  journal: Pick<Journal, "subscribe">;
  settings: () => OtlpSettings;
  /** The value of an `env:` or `file:` reference. */
  resolveSecret: (value: string) => Promise<string>;
  clock: Clock;
  log: Log;
  version: string;
}

export function startTelemetry(options: TelemetryOptions): AsyncDisposable {
  const { journal, log } = options;
  let opened = JSON.stringify(undefined);
  let follow: ((event: JournalEvent) => void) | undefined;
  let queue: SpanQueue | undefined;
  let change: Promise<void> = Promise.resolve();

  /** One change after the other: a quick second change must not leave two exports open. */
  function apply(): void {
    change = change.then(async () => {
      const settings = options.settings();
      const wanted = JSON.stringify(settings);
      if (wanted === opened) return;
      opened = wanted;
      follow = undefined;
      await queue?.[Symbol.asyncDispose]();
      queue = undefined;
      try {
        queue = await openQueue(options, settings);
      } catch (error) {
        log.error({ err: error }, "spans are not exported: the settings of telemetry.otlp cannot be used");
      }
      if (queue !== undefined) follow = createSpanFollower(queue);
    });
  }

  const unsubscribe = journal.subscribe((event) => {
    if (event.type === "settings.changed") apply();
    follow?.(event);
  });
  apply();
  return {
    async [Symbol.asyncDispose]() {
      unsubscribe();
      await change;
      await queue?.[Symbol.asyncDispose]();
    },
  };
}

/** @returns undefined while the export is off */
async function openQueue(
  { resolveSecret, clock, log, version }: TelemetryOptions,
  { enabled, endpoint, headers, serviceName, payloads }: OtlpSettings,
): Promise<SpanQueue | undefined> {
  if (!enabled) return undefined;
  if (endpoint === undefined) throw new Error("telemetry.otlp.endpoint is missing");
  if (isMetadataUrl(endpoint))
    throw new Error("telemetry.otlp.endpoint is an address of a cloud's metadata service");
  const resolved: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) resolved[name] = await resolveSecret(value);
  // Loaded here, so that a daemon without an export does not load OpenTelemetry.
  const { createOtlpSender } = await import("./otlp-sender.js");
  const sender = createOtlpSender({ endpoint, headers: resolved, serviceName, payloads, version });
  return createSpanQueue({ sender, clock, log });
}

function createSpanFollower(queue: SpanQueue): (event: JournalEvent) => void {
  const roots = new Map<string, string>();
  const fold = createSpanFold((span) => {
    const rootRunId = roots.get(span.runId);
    if (rootRunId !== undefined) queue.add({ span, rootRunId });
  });
  return (event) => {
    if (event.type === "run.started" && event.runId !== undefined) {
      roots.set(event.runId, event.data.rootRunId);
      const [oldest] = roots.size > ROOTS_MAX ? roots.keys() : [];
      if (oldest !== undefined) roots.delete(oldest);
    }
    fold.add(event);
  };
}
