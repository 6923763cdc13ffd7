/** Public surface of `@tinyagi/daemon`. */
export { DRAIN_MS, type RunningDaemon, startDaemon } from "./daemon.js";
export { type DaemonEnvironment, DEFAULT_PORT, readEnvironment } from "./environment.js";
export { EXIT, exitCodeOf } from "./exit-code.js";
export { runDaemon } from "./run-daemon.js";
