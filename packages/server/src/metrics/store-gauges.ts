/** Gauges that are read from the store and the dispatcher on each scrape. */
import { statSync } from "node:fs";
import type { Clock } from "@tinyagi/base";
import type { Dispatcher, Store } from "@tinyagi/kernel";
import { Counter, Gauge, type Registry } from "./prometheus.js";

export interface MetricSources {
  store: Store;
  clock: Pick<Clock, "now">;
  dispatcher: Pick<Dispatcher, "live">;
  /** Most runs that may be active at the same time. */
  maxLive: () => number;
  version: string;
}

const MESSAGE_STATES = ["pending", "processing", "completed", "dead", "cancelled"] as const;

export function addStoreGauges(registry: Registry, sources: MetricSources): void {
  const { store, clock, dispatcher } = sources;
  const registers = [registry];
  const read = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  new Gauge({
    name: "tinyagi_messages",
    help: "Messages in the queue by state",
    labelNames: ["state"],
    registers,
    collect() {
      const counts = new Map(store.messages.countByStatus().map((row) => [row.status, row.n]));
      for (const state of MESSAGE_STATES) this.set({ state }, counts.get(state) ?? 0);
    },
  });
  read("tinyagi_messages_held", "Waiting messages behind a busy or held one of the same agent", () =>
    store.messages.countQueued(clock.now()),
  );
  new Gauge({
    name: "tinyagi_replies",
    help: "Replies in the outbox by state",
    labelNames: ["state"],
    registers,
    collect() {
      this.set({ state: "open" }, store.outbox.countOpen());
      this.set({ state: "dead" }, store.metrics.deadReplies());
    },
  });
  read("tinyagi_runs_live", "Active runs", () => dispatcher.live());
  read("tinyagi_runs_live_max", "Most runs that may be active at the same time", sources.maxLive);
  read("tinyagi_store_writes_waiting", "Writes waiting for the database", () => store.waitingWrites());
  new Counter({
    name: "tinyagi_store_busy_total",
    help: "Times another process held the database lock",
    registers,
    collect() {
      this.reset();
      this.inc(store.busyRetries());
    },
  });
  read("tinyagi_store_bytes", "Size of the database file", () => measureSize(store.db.name));
  read("tinyagi_store_wal_bytes", "Size of the database's write-ahead log", () =>
    measureSize(`${store.db.name}-wal`),
  );
  new Gauge({
    name: "tinyagi_info",
    help: "The running version",
    labelNames: ["version"],
    registers,
  }).set({ version: sources.version }, 1);
}

/** A missing file (no WAL yet, an in-memory database) counts as 0 bytes. */
function measureSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
