/** Entry point of a worker's process: `node main.js`. */
import { runWorker } from "./run-worker.js";

// Exits explicitly. Everything is closed, and a connection that is being opened must not keep the process alive.
process.exit(await runWorker(process.env));
