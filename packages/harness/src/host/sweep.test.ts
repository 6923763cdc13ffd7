/** What a run may have left is looked for only if the run started something. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { startTestHost } from "../fixtures/test-host.js";

/** A process with the mark of a run, as one that left the run's group. */
function leave(runId: string): ChildProcess {
  const child = spawn("sleep", ["60"], {
    env: { PATH: process.env.PATH, TINYAGI_RUN_ID: runId },
    detached: true,
    stdio: "ignore",
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test("a run that started nothing costs no scan; one that did is cleaned up", async () => {
  const host = await startTestHost();
  onTestFinished(() => host[Symbol.asyncDispose]());
  await host.ready;
  const [started, silent] = [`run-a-${process.pid}`, `run-b-${process.pid}`];
  const { outcome } = host.startProcess({
    command: "/bin/sh",
    args: ["-c", "true"],
    cwd: tmpdir(),
    env: { PATH: process.env.PATH ?? "", TINYAGI_RUN_ID: started },
    stdin: "",
    limits: { timeoutMs: 60_000, idleTimeoutMs: 60_000, maxOutputBytes: 1_000, maxLineBytes: 1_000 },
    signal: new AbortController().signal,
    onLine: () => "progress",
  });
  await outcome;
  const left = leave(started);
  const other = leave(silent);
  host.sweep(silent);
  host.sweep(started);
  await once(left, "exit");
  expect(other.exitCode ?? other.signalCode).toBeNull();
});
