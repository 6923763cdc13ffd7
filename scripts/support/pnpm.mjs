/** Runs pnpm through npx, because a newcomer has only npm. Keeps its output for the log. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./root.mjs";

const PNPM = "pnpm@10.34.9";
const SAY_EVERY_MS = 15_000;

/**
 * @param {readonly string[]} args
 * @param {(line: string) => void} onSlow called repeatedly with the elapsed time
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runPnpm(args, onSlow) {
  const began = Date.now();
  const chunks = [];
  return new Promise((resolve) => {
    const child = spawn("npx", ["--yes", PNPM, ...args], {
      cwd: root,
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const timer = setInterval(() => onSlow(`${Math.round((Date.now() - began) / 1_000)} s`), SAY_EVERY_MS);
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    const end = (code) => {
      clearInterval(timer);
      resolve({ code, output: Buffer.concat(chunks).toString("utf8") });
    };
    child.once("error", (error) => {
      chunks.push(Buffer.from(`npx does not run: ${error.message}\n`));
      end(1);
    });
    child.once("close", (code) => end(code ?? 1));
  });
}

function environment() {
  const nodedir = headersBesideNode();
  return {
    // The user's setting wins.
    ...(nodedir === undefined ? {} : { npm_config_nodedir: nodedir }),
    ...process.env,
    TURBO_TELEMETRY_DISABLED: "1",
    // pnpm would ask before it replaces a node_modules it did not make.
    npm_config_confirm_modules_purge: "false",
  };
}

/**
 * The prefix of this Node, if `<prefix>/include/node` holds exactly its headers. node-gyp compiles against them
 * instead of downloading its own, which fails behind a proxy and without a network.
 */
export function headersBesideNode() {
  const prefix = dirname(dirname(process.execPath));
  try {
    const text = readFileSync(join(prefix, "include", "node", "node_version.h"), "utf8");
    const part = (name) => new RegExp(`#define NODE_${name}_VERSION (\\d+)`).exec(text)?.[1];
    const version = ["MAJOR", "MINOR", "PATCH"].map(part).join(".");
    return version === process.versions.node ? prefix : undefined;
  } catch {
    // No headers here: node-gyp downloads them.
    return undefined;
  }
}
