/**
 * `tinyagi demo`: every scene keeps its promise, and nothing is left, also after an interruption.
 *
 * @requirement DEMO-1
 */
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createTempHome, waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { CLI, openStage } from "./support/stage.js";

const TIMEOUT_MS = 120_000;

interface DemoReport {
  ok: boolean;
  tookMs: number;
  scenes: ({ scene: string; ok: boolean } & Record<string, unknown>)[];
}

test("every scene keeps its promise, offline, and nothing is left", { timeout: TIMEOUT_MS }, async () => {
  await using stage = await openStage();
  const temporary = join(stage.place.root, "demo");
  mkdirSync(temporary);
  const env = { TMPDIR: temporary, HTTPS_PROXY: "http://127.0.0.1:9", HTTP_PROXY: "http://127.0.0.1:9" };
  const { code, stdout, stderr } = await stage.cli(["demo", "--fast", "--json"], {
    env,
    timeoutMs: TIMEOUT_MS,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const report = JSON.parse(stdout) as DemoReport;
  expect(report.scenes.map(({ scene, ok }) => ({ scene, ok }))).toEqual(
    ["fan-out", "handoff", "plan", "budget", "crash"].map((scene) => ({ scene, ok: true })),
  );
  expect(report.scenes[2]).toMatchObject({ approvals: 2 });
  expect(report.scenes[4]).toMatchObject({ answered: 3, twice: 0 });
  expect(readdirSync(temporary)).toEqual([]);
});

test("an interruption ends its daemon and removes its home", { timeout: TIMEOUT_MS }, async () => {
  await using place = await createTempHome();
  const temporary = join(place.root, "demo");
  mkdirSync(temporary);
  const demo = spawn(process.execPath, [CLI, "demo", "--fast"], {
    env: { ...place.env, TMPDIR: temporary },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  demo.stderr.on("data", (chunk) => {
    told += String(chunk);
  });
  await waitFor(() => told.includes("kill -9 in the middle of work"), { timeoutMs: TIMEOUT_MS });
  const ended = new Promise<number | null>((resolve) => demo.once("exit", resolve));
  demo.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(readdirSync(temporary)).toEqual([]);
});
