/** Entry of the `tinyagi` command: hands the process's own streams, signals and environment to the CLI. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCli } from "./cli.js";
import { EXIT } from "./error/exit-code.js";
import { processScreens } from "./output/writer.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function readVersion(): string {
  const file = new URL("../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

function daemonMain(): string {
  return join(dirname(fileURLToPath(import.meta.resolve("@tinyagi/daemon/package.json"))), "dist", "main.js");
}

const interrupt = new AbortController();
for (const signal of SIGNALS) {
  process.on(signal, () => {
    // In the foreground mode the daemon decides; there the signals are forwarded.
    if (process.listenerCount(signal) > 1) return;
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort(new Error(signal));
  });
}

process.exitCode = await runCli({
  words: process.argv.slice(2),
  env: process.env,
  stdin: process.stdin,
  ...processScreens(),
  signal: interrupt.signal,
  now: Date.now,
  version: readVersion(),
  daemonMain,
});
