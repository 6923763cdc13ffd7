/** Entry of the daemon's process: `node main.js [--foreground]`. */
import { openFilesRefusal } from "./open-files.js";

const refusal = openFilesRefusal();
if (refusal !== undefined) {
  process.stderr.write(`${refusal.message}\n`);
  process.exit(refusal.exitCode);
}
// Loaded only now: with too few open files the load itself fails, in a stack that does not say why.
const { runDaemon } = await import("./run-daemon.js");
// Exits by itself: everything is closed, and a connection some client keeps open must not hold the process.
process.exit(await runDaemon({ env: process.env, foreground: process.argv.includes("--foreground") }));
