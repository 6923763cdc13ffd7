// Faults of an agent process that it does not report.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { note, out } from "./run.mjs";

const FLOOD_PIECE = 64 * 1024;
const FOREVER_MS = 2 ** 30;
const UNTIL_LOOK_MS = 20;

/** Thrown where a turn waits when it is interrupted. */
export class Interrupted extends Error {}

let wake = () => {};

/** Ends what the turn waits for, and the turn with it. */
export function interruptWait() {
  wake(new Interrupted());
}

function sleep(ms) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    wake = (why) => {
      clearTimeout(timer);
      reject(why);
    };
  });
}

/** Faults before the first output. */
export async function misbehave(step) {
  if (step.fork || step.setsid) leaveChild(step);
  if (step.escape) leaveNobodysChild();
  if (step.stderr) process.stderr.write(`${step.stderr}\n`);
  if (step.delayMs) await sleep(step.delayMs);
  while (step.until && !existsSync(step.until)) await sleep(UNTIL_LOOK_MS);
}

/** Starts a child that holds the output pipe open and, with `setsid`, leaves the process group. */
function leaveChild(step) {
  const stdio = step.keepPipe === false ? "ignore" : ["ignore", "inherit", "inherit"];
  const shell = step.ignoreSigterm ? "trap '' TERM INT HUP; exec sleep 3600" : "exec sleep 3600";
  const child = spawn("/bin/sh", ["-c", shell], { detached: step.setsid === true, stdio });
  note({ event: "forked", childPid: child.pid, setsid: step.setsid === true });
  child.unref();
}

/** Starts a process without any connection to this one: its parent exited, it has its own session and an empty environment. */
function leaveNobodysChild() {
  const stray = "trap '' TERM INT HUP; exec sleep 3600";
  const script = 'setsid env -i /bin/sh -c "$0" >/dev/null 2>&1 & echo $!';
  const { stdout } = spawnSync("/bin/sh", ["-c", script, stray], { encoding: "utf8" });
  note({ event: "forked", childPid: Number(stdout), setsid: true });
}

/** Writes output that every parser must survive. */
export function spill(step) {
  // Writing blocks while nothing reads the pipe. A signal handler could not run then, so SIGTERM must kill by default.
  if ((step.floodBytes || step.longLineBytes) && !step.ignoreSigterm) process.removeAllListeners("SIGTERM");
  if (step.raw) out(`${step.raw}\n`);
  if (step.invalidUtf8) out(Buffer.from([0x7b, 0xff, 0xfe, 0xc3, 0x28, 0x7d, 0x0a]));
  if (step.floodBytes) {
    const piece = Buffer.from(`${JSON.stringify({ type: "noise", text: "x".repeat(FLOOD_PIECE) })}\n`);
    for (let sent = 0; sent < step.floodBytes; sent += piece.length) out(piece);
  }
  if (step.longLineBytes) {
    const piece = Buffer.alloc(FLOOD_PIECE, "x");
    for (let sent = 0; sent < step.longLineBytes; sent += piece.length) out(piece);
    out("\n");
  }
}

/** Never returns if the step hangs at this point; `hang: true` means right after the first line. */
export async function hangAt(point, step) {
  const asked = step.hang === true ? "init" : step.hang;
  if (asked !== point) return;
  note({ event: "hanging", point });
  await sleep(FOREVER_MS);
}
