/**
 * The parts of prom-client that the metrics need. Its main module would also load its own metrics of the process, and with
 * them the whole OpenTelemetry API, at each start.
 */
export { default as Counter } from "prom-client/lib/counter.js";
export { default as Gauge } from "prom-client/lib/gauge.js";
export { default as Histogram } from "prom-client/lib/histogram.js";
export { default as Registry } from "prom-client/lib/registry.js";
