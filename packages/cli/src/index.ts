/** Public surface of the `tinyagi` package: the command as a function, and its exit codes. */
export { type CliOptions, runCli } from "./cli.js";
export type { Environment } from "./context/environment.js";
export { EXIT } from "./error/exit-code.js";
export type { Screen } from "./output/screen.js";
