/**
 * What codex was told about the windows of its login. Its output does not say it, but its record of the thread does. The
 * agent's commands can write there: the figures are shown and never trusted with more.
 */
import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { isWithin, openRegularFile } from "@tinyagi/base";
import { formatPeriod, type QuotaWindow } from "@tinyagi/contracts";
import { type JsonObject, parseJsonLine, toNumber, toObject } from "../cli/json-line.js";

const DAY_MS = 86_400_000;
/** The end of a record, where the newest figures are. */
const READ_BYTES = 256 * 1_024;
/** The first part of a thread's id is the time at which it began. */
const TIMED_ID = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The newest figures of a thread; none where codex was told none. Never rejects. */
export async function codexQuota(home: string, threadId: string): Promise<QuotaWindow[]> {
  try {
    const file = await getRecord(home, threadId);
    return file === undefined ? [] : quotaIn(await getEnd(file, await realpath(home)));
  } catch {
    return []; // A meter without a figure must not fail a run.
  }
}

/** The figures in the last lines of a record. */
export function quotaIn(text: string): QuotaWindow[] {
  for (const line of text.split("\n").toReversed()) {
    if (!line.includes('"rate_limits"')) continue;
    const entry = parseJsonLine(line);
    const limits = toObject(toObject(entry?.payload)?.rate_limits);
    if (limits === undefined) continue;
    const saidAt = Date.parse(String(entry?.timestamp));
    const windows = [limits.primary, limits.secondary].flatMap((one) => windowIn(toObject(one), saidAt));
    if (windows.length > 0) return windows;
  }
  return [];
}

function windowIn(window: JsonObject | undefined, saidAt: number): QuotaWindow[] {
  const usedPercent = toNumber(window?.used_percent);
  const minutes = toNumber(window?.window_minutes);
  if (usedPercent === undefined || minutes === undefined || usedPercent < 0) return [];
  // Older releases say how long it takes, newer ones when it is.
  const at = toNumber(window?.resets_at);
  const inSeconds = toNumber(window?.resets_in_seconds);
  const resetsAt =
    at !== undefined ? at * 1_000 : inSeconds === undefined ? Number.NaN : saidAt + inSeconds * 1_000;
  return [toWindow({ usedPercent, minutes, resetsAtMs: resetsAt })];
}

/** A window in the words of TinyAGI. @param resetsAtMs epoch milliseconds; NaN where codex does not say */
export function toWindow({
  usedPercent,
  minutes,
  resetsAtMs,
}: {
  usedPercent: number;
  minutes: number;
  resetsAtMs: number;
}): QuotaWindow {
  return {
    period: formatPeriod(minutes),
    usedPercent,
    resetsAt: Number.isFinite(resetsAtMs) ? Math.round(resetsAtMs) : null,
  };
}

/** codex files a record below the local day on which its thread began. @returns its path, if there is one */
export async function getRecord(home: string, threadId: string): Promise<string | undefined> {
  const [, high, low] = TIMED_ID.exec(threadId) ?? [];
  if (high === undefined || low === undefined) return undefined;
  const began = Number.parseInt(high + low, 16);
  for (const time of [began, began - DAY_MS, began + DAY_MS]) {
    const day = new Date(time);
    const folder = join(
      ...[home, "sessions", String(day.getFullYear())],
      ...[day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")),
    );
    const names = await readdir(folder).catch(() => []);
    const name = names.find((one) => one.endsWith(`-${threadId}.jsonl`));
    if (name !== undefined) return join(folder, name);
  }
  return undefined;
}

async function getEnd(file: string, home: string): Promise<string> {
  const opened = await openRegularFile(file, (real) => isWithin(real, home));
  if (!opened.ok) return "";
  const { handle, size } = opened;
  try {
    const length = Math.min(size, READ_BYTES);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
