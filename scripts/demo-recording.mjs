#!/usr/bin/env node
// Records `tinyagi demo` as it is, in a terminal: docs/guide/images/demo.cast (asciicast) and demo.svg, which the README
// shows. Usage: node scripts/demo-recording.mjs   (needs a build, and `script` of util-linux)
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { toCast, toSvg } from "./support/recording.mjs";
import { root } from "./support/root.mjs";

const COLUMNS = 100;
const ROWS = 28;
const PATIENCE_MS = 300_000;
const TITLE = "tinyagi demo: a team at work, offline";
const CLI = join(root, "packages", "cli", "bin", "tinyagi.mjs");

/** What it writes, and when. */
function record() {
  return new Promise((resolve, reject) => {
    const quoted = [process.execPath, CLI, "demo"].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
    const command = `stty cols ${COLUMNS} rows ${ROWS}; exec ${quoted.join(" ")}`;
    const child = spawn("script", ["-qec", command, "/dev/null"], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, TERM: "xterm-256color", NO_COLOR: undefined },
      timeout: PATIENCE_MS,
    });
    const chunks = [{ at: 0, text: "$ tinyagi demo\r\n" }];
    const began = performance.now();
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (text) => chunks.push({ at: (performance.now() - began) / 1_000, text }));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(chunks);
      else reject(new Error(`The demo ended with ${code}.`));
    });
  });
}

const recording = { chunks: await record(), columns: COLUMNS, rows: ROWS, title: TITLE };
for (const [name, text] of [
  ["demo.cast", toCast(recording)],
  ["demo.svg", toSvg(recording)],
])
  writeFileSync(join(root, "docs", "guide", "images", name), text);
