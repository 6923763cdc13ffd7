/** Entry of the `tinyagi` command: hands the process's own streams, signals and environment to the CLI. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runCli } from "./cli.js";
import { EXIT } from "./error/exit-code.js";
import { processScreens } from "./output/writer.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function readVersion(): string {
  const file = new URL("../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

/** In the bundle, the only place this runs: packages keep their places there. */
function daemonMain(): string {
  return fileURLToPath(new URL("../../daemon/src/main.js", import.meta.url));
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
