/** Entry of the daemon's process: `node main.js [--foreground]`. */
import { runDaemon } from "./run-daemon.js";

process.exitCode = await runDaemon({ env: process.env, foreground: process.argv.includes("--foreground") });
