/** Entry point of the daemon's process: `node main.js [--foreground]`. */
import { homedir } from "node:os";
import { join } from "node:path";
import { recordStartFailure } from "@tinyagi/base/start-failure";
import { useCompileCache } from "./compile-cache.js";
import { openFilesRefusal } from "./open-files.js";

const refusal = openFilesRefusal();
if (refusal !== undefined) {
  process.stderr.write(`${refusal.message}\n`);
  const { TINYAGI_HOME, HOME } = process.env;
  const home = TINYAGI_HOME || join(HOME || homedir(), ".tinyagi");
  recordStartFailure(home, { at: Date.now(), exitCode: refusal.exitCode, message: refusal.message });
  process.exit(refusal.exitCode);
}
useCompileCache(process.env);
// Imported only now: with too few open files the import itself would fail with a stack trace that does not name the
// cause.
const { runDaemon } = await import("./run-daemon.js");
// Exits explicitly. Everything is closed, and a connection that a client keeps open must not keep the process alive.
process.exit(await runDaemon({ env: process.env, foreground: process.argv.includes("--foreground") }));
