/**
 * The C library can lose the wake-up of a thread (sourceware bug 25847): then a look at a file waits until the next one is
 * asked for, and a turn that waits for the last look would never be over.
 *
 * @requirement HOST-1
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startTestHost, testHostEntry } from "../fixtures/test-host.js";

const folder = mkdtempSync(join(tmpdir(), "tinyagi-wake-"));
const trigger = join(folder, "lose-once");

/** The real host. While the file `trigger` exists, its last look at a process waits once, until something else is asked of the threads. */
async function losingEntry() {
  const preload = join(folder, "lose.mjs");
  writeFileSync(
    preload,
    `import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    const { readFile } = fs.promises;
    const { stat } = fs;
    let held = [];
    const wake = () => {
      for (const go of held.splice(0)) go();
    };
    fs.stat = (...all) => (wake(), stat(...all));
    fs.promises.readFile = async (path, ...rest) => {
      wake();
      if (path === "/proc/1/stat" && fs.existsSync(${JSON.stringify(trigger)})) {
        fs.unlinkSync(${JSON.stringify(trigger)});
        await new Promise((resolve) => held.push(resolve));
      }
      return readFile(path, ...rest);
    };
    syncBuiltinESMExports();`,
  );
  const { file } = await testHostEntry();
  return { file, flags: ["--import", preload] };
}

/** Answers each line. */
const AGENT = `console.log("open"); require("readline").createInterface({ input: process.stdin }).on("line", () => console.log("answer"));`;

test.runIf(process.platform === "linux")(
  "a turn is over although a thread was not woken for its last look at a process",
  async () => {
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const host = await startTestHost({ entry: await losingEntry() });
    onTestFinished(() => host[Symbol.asyncDispose]());
    await host.ready;
    const kept = host.keepProcess({
      hello: "",
      isOpen: (line) => line === "open",
      beginsTurn: () => true,
      interrupt: () => "",
    });
    const turn = (onAnswer: () => void) => {
      const agent = kept.startTurn({
        command: process.execPath,
        args: ["-e", AGENT],
        cwd: tmpdir(),
        env: { TINYAGI_RUN_ID: `wake-${process.pid}` },
        stdin: "prompt\n",
        limits: { timeoutMs: 60_000, idleTimeoutMs: 60_000, maxOutputBytes: 1_000, maxLineBytes: 1_000 },
        signal: new AbortController().signal,
        onLine(line) {
          if (line === "answer") {
            onAnswer();
            agent.finish();
          }
          return "progress";
        },
      });
      return agent.outcome;
    };
    expect(await turn(() => {})).toMatchObject({ finished: true });
    expect(await turn(() => writeFileSync(trigger, ""))).toMatchObject({ finished: true });
    expect(existsSync(trigger)).toBe(false);
    expect(kept.isUsable()).toBe(true);
  },
);
