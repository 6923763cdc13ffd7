/**
 * Cron jobs of OpenClaw as schedules: of its database, and of `cron/jobs.json`, which releases before 2026.6 have.
 *
 * Format as published: https://docs.openclaw.ai/automation/cron-jobs (`schedule.kind` is `at`, `every` or `cron`; the text
 * is `payload.message` or `payload.text`). Commands, scripts, conditions and watched programs are never taken.
 */
import { parseJson5 } from "./json5.js";
import type { MovedSchedule } from "./moving-plan.js";
import { OPENCLAW_STORE } from "./openclaw-store.js";
import { isRecord, type Record_, recordOf, textOf } from "./outside-value.js";
import type { PlanWriter } from "./plan-writer.js";
import { cronOfInterval, toLabel } from "./schedule-words.js";
import type { SourceFolder } from "./source-folder.js";

const FILE = "cron/jobs.json";
const OWN_KINDS: ReadonlySet<string> = new Set(["heartbeat", "wake", "skillCollectionReview"]);
const PROGRAM_KINDS: ReadonlySet<unknown> = new Set(["command", "script", "on-exit", "stream"]);

interface Options {
  /** The agent of jobs that name none. */
  first: string;
  /** Where the settings say that the file is. */
  store: unknown;
  /** Jobs of the database. */
  stored: readonly (Record_ | undefined)[];
}

export async function readOpenClawJobs(
  source: SourceFolder,
  plan: PlanWriter,
  options: Options,
): Promise<void> {
  takeJobs(source, plan, { jobs: options.stored, from: OPENCLAW_STORE, first: options.first });
  const file = storeFile(options.store);
  const text = await source.text(file);
  if (text === undefined) return;
  const value = parseJson5(text);
  const jobs = Array.isArray(value) ? value : recordOf(value).jobs;
  if (!Array.isArray(jobs)) return source.left(file, "damaged");
  // A file that was brought into the database is still there until its owner removes it.
  const known = new Set<unknown>(options.stored.flatMap((job) => job?.id ?? []));
  const more = jobs.filter((job) => !known.has(recordOf(job).id ?? recordOf(job).jobId));
  takeJobs(source, plan, { jobs: more, from: file, first: options.first });
}

function takeJobs(
  source: SourceFolder,
  plan: PlanWriter,
  { jobs, from, first }: { jobs: readonly unknown[]; from: string; first: string },
): void {
  for (const [index, job] of jobs.entries()) {
    if (isOwn(recordOf(job))) continue;
    const shown = `${from}: ${textOf(recordOf(job).name)?.slice(0, 100) ?? index + 1}`;
    const agentId = plan.idOf(textOf(recordOf(job).agentId) ?? first) ?? plan.idOf(first);
    const read = isRecord(job) && agentId !== undefined ? toSchedule(job, agentId, index) : "damaged";
    if (typeof read === "string") source.left(shown, read);
    else plan.schedule(read);
  }
}

/** Jobs that the product makes for itself; heartbeats come with the agent's file. */
function isOwn(job: Record_): boolean {
  return OWN_KINDS.has(textOf(recordOf(job.payload).kind) ?? "");
}

/** Only a file in the folder itself. */
function storeFile(store: unknown): string {
  const [, own] = /\/\.openclaw\/(cron\/[\w.-]{1,100})$/.exec((textOf(store) ?? "").slice(0, 500)) ?? [];
  return own ?? FILE;
}

function toSchedule(
  job: Record_,
  agentId: string,
  index: number,
): MovedSchedule | "damaged" | "interval" | "program" {
  const payload = recordOf(job.payload);
  const isProgram = [payload.kind, recordOf(job.schedule).kind].some((kind) => PROGRAM_KINDS.has(kind));
  // Without its condition it would be sent each time.
  if (isProgram || job.trigger !== undefined) return "program";
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
