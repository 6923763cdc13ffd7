import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { codexQuota, quotaIn } from "./quota.js";

const THREAD = "01a214c5-c76e-7f50-8c03-c2f8835834f0";
const line = (limits: object | null, timestamp = "2026-11-25T22:14:00.000Z") =>
  JSON.stringify({
    timestamp,
    type: "event_msg",
    payload: { type: "token_count", info: null, rate_limits: limits },
  });

test("both windows are read, in the forms of older and newer releases, from the newest line that has them", () => {
  const text = [
    line({ primary: { used_percent: 3, window_minutes: 300, resets_at: 1 } }),
    line({
      primary: { used_percent: 42.5, window_minutes: 300, resets_in_seconds: 600 },
      secondary: { used_percent: 12, window_minutes: 10_080, resets_at: 1_800_000_000 },
    }),
    line({ limit_id: "codex", primary: null, secondary: null }),
    line(null),
    "cut in the mid",
  ].join("\n");
  expect(quotaIn(text)).toEqual([
    { period: "five_hour", usedPercent: 42.5, resetsAt: Date.parse("2026-11-25T22:24:00.000Z") },
    { period: "seven_day", usedPercent: 12, resetsAt: 1_800_000_000_000 },
  ]);
});

test.each(["", "{}", '{"rate_limits"', line({ primary: { used_percent: "9", window_minutes: 1 } })])(
  "%s says nothing",
  (text) => {
    expect(quotaIn(text)).toEqual([]);
  },
);

test("a pipe in the place of a record is not waited for, and a link out of the folder is not followed", async () => {
  const home = mkdtempSync(join(tmpdir(), "tinyagi-codex-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const day = new Date(0x01a214c5c76e);
  const parts = [day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0"));
  const folder = join(home, "codex/sessions", String(day.getFullYear()), ...parts);
  mkdirSync(folder, { recursive: true });
  const record = join(folder, `rollout-2026-${THREAD}.jsonl`);
  execFileSync("mkfifo", [record]);
  expect(await codexQuota(join(home, "codex"), THREAD)).toEqual([]);
  rmSync(record);
  writeFileSync(join(home, "other"), `${line({ primary: { used_percent: 7, window_minutes: 60 } })}\n`);
  symlinkSync(join(home, "other"), record);
  expect(await codexQuota(join(home, "codex"), THREAD)).toEqual([]);
});

test("the record of a thread is found by the day on which it began, and nothing else is opened", async () => {
  const home = mkdtempSync(join(tmpdir(), "tinyagi-codex-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const day = new Date(0x01a214c5c76e);
  const parts = [day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0"));
  const folder = join(home, "sessions", String(day.getFullYear()), ...parts);
  mkdirSync(folder, { recursive: true });
  const text = `${"x".repeat(400_000)}\n${line({ primary: { used_percent: 7, window_minutes: 60 } })}\n`;
  writeFileSync(join(folder, `rollout-2026-${THREAD}.jsonl`), text);
  expect(await codexQuota(home, THREAD)).toEqual([{ period: "60_minutes", usedPercent: 7, resetsAt: null }]);
  for (const id of ["../../../etc/passwd", "", THREAD.replace("01a2", "02a2")])
    expect(await codexQuota(home, id)).toEqual([]);
});
