/** Public surface of `@tinyagi/daemon`. */
export { startDaemon } from "./daemon.js";
export { type DaemonEnvironment, DEFAULT_PORT, readEnvironment } from "./environment.js";
export { EXIT, exitCodeOf } from "./exit-code.js";
export { type RunDaemonOptions, runDaemon } from "./run-daemon.js";
export { DRAIN_MS, type RunningDaemon } from "./serve.js";
