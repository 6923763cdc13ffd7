/** Entry of the daemon's process: `node main.js [--foreground]`. */
import { runDaemon } from "./run-daemon.js";

// Exits by itself: everything is closed, and a connection some client keeps open must not hold the process.
process.exit(await runDaemon({ env: process.env, foreground: process.argv.includes("--foreground") }));
