/**
 * Metrics for Prometheus. Counters follow the journal since the start; gauges are read on each request. The registry
 * belongs to this object. Labels are bounded and never contain texts of messages.
 */
import type { JournalEvent } from "@tinyagi/contracts";
import type { EventFeed } from "../options.js";
import { addProcessGauges } from "./process-gauges.js";
import { Counter, Histogram, Registry } from "./prometheus.js";
import { createRunClock } from "./run-clock.js";
import { addStoreGauges, type MetricSources } from "./store-gauges.js";

/** Most distinct pairs of agent and harness. All others share one label. */
const PAIRS_MAX = 200;
const OTHER = "other";
/** Runs take from a moment (demo) to an hour (the usual time limit). */
const RUN_BUCKETS_S = [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600];
const MESSAGE_OUTCOMES: Readonly<Partial<Record<JournalEvent["type"], string>>> = {
  "message.accepted": "accepted",
  "message.retrying": "retried",
  "message.died": "dead",
  "message.cancelled": "cancelled",
  "message.replayed": "replayed",
  "run.completed": "completed",
};
const REPLY_OUTCOMES: Readonly<Partial<Record<JournalEvent["type"], string>>> = {
  "reply.queued": "queued",
  "reply.delivered": "delivered",
  "reply.failed": "failed",
};
const SCHEDULE_OUTCOMES: Readonly<Partial<Record<JournalEvent["type"], string>>> = {
  "schedule.fired": "fired",
  "schedule.skipped": "skipped",
  "schedule.failed": "failed",
};

export interface Metrics extends AsyncDisposable {
  /** The text format of Prometheus, version 0.0.4. */
  text(): Promise<string>;
}

export function createMetrics(sources: MetricSources & { feed: Pick<EventFeed, "subscribe"> }): Metrics {
  const registry = new Registry();
  const follow = [
    countBy(registry, {
      name: "tinyagi_messages_total",
      help: "Messages by outcome, since the start",
      outcomes: MESSAGE_OUTCOMES,
    }),
    countBy(registry, {
      name: "tinyagi_replies_total",
      help: "Replies by outcome, since the start",
      outcomes: REPLY_OUTCOMES,
    }),
    countBy(registry, {
      name: "tinyagi_schedules_total",
      help: "Due times of schedules by outcome, since the start",
      outcomes: SCHEDULE_OUTCOMES,
    }),
    timeRuns(registry),
  ];
  const unsubscribe = sources.feed.subscribe((event) => {
    for (const receive of follow) receive(event);
  });
  addStoreGauges(registry, sources);
  const endProcess = addProcessGauges(registry);
  return {
    text: () => registry.metrics(),
    async [Symbol.asyncDispose]() {
      unsubscribe();
      endProcess();
      registry.clear();
    },
  };
}

function countBy(
  registry: Registry,
  options: {
    name: string;
    help: string;
    outcomes: Readonly<Partial<Record<JournalEvent["type"], string>>>;
  },
): (event: JournalEvent) => void {
  const { name, help, outcomes } = options;
  const counter = new Counter({ name, help, labelNames: ["outcome"], registers: [registry] });
  // Creates all series at the start: a rate over a series that appears later would miss its first step.
  for (const outcome of Object.values(outcomes)) counter.inc({ outcome }, 0);
  return (event) => {
    const outcome = outcomes[event.type];
    if (outcome !== undefined) counter.inc({ outcome });
  };
}

function timeRuns(registry: Registry): (event: JournalEvent) => void {
  const histogram = new Histogram({
    name: "tinyagi_run_duration_seconds",
    help: "Duration of ended runs, from claim to commit",
    labelNames: ["agent", "harness", "status"],
    buckets: RUN_BUCKETS_S,
    registers: [registry],
  });
  const pairs = new Set<string>();
  const clock = createRunClock();
  return (event) => {
    const run = clock(event);
    if (run === undefined) return;
    const pair = `${run.agent} ${run.harness}`;
    const isKnown = pairs.has(pair) || pairs.size < PAIRS_MAX;
    if (isKnown) pairs.add(pair);
    const { status, seconds } = run;
    const labels = isKnown ? { agent: run.agent, harness: run.harness } : { agent: OTHER, harness: OTHER };
    histogram.observe({ ...labels, status }, seconds);
  };
}
