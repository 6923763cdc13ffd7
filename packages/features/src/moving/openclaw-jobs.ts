/**
 * Cron jobs of OpenClaw, `cron/jobs.json`, as schedules.
 *
 * Format as published: https://docs.openclaw.ai/automation/cron-jobs (`schedule.kind` is `at`, `every` or `cron`; the text
 * is `payload.message` or `payload.text`).
 */
import { parseJson5 } from "./json5.js";
import type { MovedSchedule } from "./moving-plan.js";
import { isRecord, type Record_, recordOf, textOf } from "./outside-value.js";
import type { PlanWriter } from "./plan-writer.js";
import { cronOfInterval, toLabel } from "./schedule-words.js";
import type { SourceFolder } from "./source-folder.js";

const FILE = "cron/jobs.json";

/** @param options.first the agent of jobs that name none */
export async function readOpenClawJobs(
  source: SourceFolder,
  plan: PlanWriter,
  options: { first: string; store: unknown },
): Promise<void> {
  const file = storeFile(options.store);
  const text = await source.text(file);
  if (text === undefined) return;
  const value = parseJson5(text);
  const jobs = Array.isArray(value) ? value : recordOf(value).jobs;
  if (!Array.isArray(jobs)) return source.left(file, "damaged");
  for (const [index, job] of jobs.entries()) {
    const shown = `${file}: ${textOf(recordOf(job).name)?.slice(0, 100) ?? index + 1}`;
    const agent = textOf(recordOf(job).agentId) ?? options.first;
    const agentId = plan.idOf(agent) ?? plan.idOf(options.first);
    const read = isRecord(job) && agentId !== undefined ? toSchedule(job, agentId, index) : "damaged";
    if (typeof read === "string") source.left(shown, read);
    else plan.schedule(read);
  }
}

/** Only a file in the folder itself. */
function storeFile(store: unknown): string {
  const [, own] = /\/\.openclaw\/(cron\/[\w.-]{1,100})$/.exec((textOf(store) ?? "").slice(0, 500)) ?? [];
  return own ?? FILE;
}

function toSchedule(job: Record_, agentId: string, index: number): MovedSchedule | "damaged" | "interval" {
  const payload = recordOf(job.payload);
  const message = textOf(payload.message) ?? textOf(payload.text);
  const { kind, at, atMs, everyMs, expr, tz } = recordOf(job.schedule);
  if (message === undefined) return "damaged";
  const base = { label: toLabel(textOf(job.name), index), agentId, message, enabled: job.enabled !== false };
  if (kind === "at") {
    const time = typeof atMs === "number" ? atMs : Date.parse(withZone(textOf(at) ?? ""));
    return Number.isSafeInteger(time) && Math.abs(time) <= 8.64e15
      ? { ...base, when: { runAt: new Date(time).toISOString() } }
      : "damaged";
  }
  if (kind === "every") {
    const cron = cronOfInterval(everyMs);
    return cron === undefined ? "interval" : { ...base, when: { cron } };
  }
  const cron = textOf(expr);
  if (kind !== "cron" || cron === undefined) return "damaged";
  const timeZone = textOf(tz);
  return { ...base, when: { cron }, ...(timeZone === undefined ? {} : { timeZone }) };
}

/** A time without an offset is UTC there. */
function withZone(text: string): string {
  return /[zZ]$|[+-]\d\d:?\d\d$/.test(text) || !text.includes("T") ? text : `${text}Z`;
}
