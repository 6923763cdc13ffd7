/** Entry point of a worker's process: `node main.js`. */
import { runWorker } from "./run-worker.js";

// Exits explicitly. Everything is closed, and a connection that is being opened must not keep the process alive. Not
// awaited at the top: in the bundle, parts that are loaded later import this file, and would wait for its end.
void runWorker(process.env).then((exitCode) => process.exit(exitCode));
