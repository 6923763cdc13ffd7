/** Metrics of the process, under the names that Prometheus dashboards expect. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "./prometheus.js";

/** How often the delay is sampled. A finer resolution would keep an idle process awake. */
const RESOLUTION_MS = 50;
const NS_PER_S = 1e9;
const QUANTILES = { p50: 50, p99: 99, max: 100 } as const;

/** @returns a function that stops the sampling */
export function addProcessGauges(registry: Registry): () => void {
  const registers = [registry];
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const base = RESOLUTION_MS / 1_000;
  new Gauge({
    name: "nodejs_eventloop_lag_seconds",
    help: "Delay of timers since the last scrape",
    labelNames: ["quantile"],
    registers,
    collect() {
      for (const [quantile, percentile] of Object.entries(QUANTILES))
        this.set({ quantile }, Math.max(0, delay.percentile(percentile) / NS_PER_S - base));
      delay.reset();
    },
  });
  const started = Date.now() / 1_000 - process.uptime();
  new Gauge({ name: "process_start_time_seconds", help: "Start of the process", registers }).set(started);
  new Counter({
    name: "process_cpu_seconds_total",
    help: "CPU time of the daemon without its agents",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory of the daemon",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: "nodejs_heap_size_used_bytes",
    help: "Used heap",
    registers,
    collect() {
      this.set(process.memoryUsage().heapUsed);
    },
  });
  return () => delay.disable();
}
