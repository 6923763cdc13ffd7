/**
 * The database of OpenClaw, `state/openclaw.sqlite`, in which releases since 2026.6 keep cron jobs and the senders that
 * were approved by a code. Facts of https://docs.openclaw.ai/automation/cron-jobs and
 * https://docs.openclaw.ai/channels/pairing: `cron_jobs` has each job as JSON, `channel_pairing_allow_entries` a row for
 * each sender.
 */
import { type LegacyRow, legacyRows } from "@tinyagi/kernel";
import type Database from "better-sqlite3";
import { readDatabase } from "./copied-database.js";
import { isRecord, type Record_ } from "./outside-value.js";
import type { SourceFolder } from "./source-folder.js";

export const OPENCLAW_STORE = "state/openclaw.sqlite";
const ROWS_MAX = 2_000;
const JSON_MAX_CHARS = 200_000;

export interface OpenClawStore {
  /** As `cron/jobs.json` has them; undefined for one that cannot be read. */
  jobs: (Record_ | undefined)[];
  approved: { channel: string; entry: string }[];
}

export async function readOpenClawStore(source: SourceFolder): Promise<OpenClawStore> {
  const nothing: OpenClawStore = { jobs: [], approved: [] };
  if ((await source.has(OPENCLAW_STORE)) === "nothing") return nothing;
  return (await readDatabase(source, OPENCLAW_STORE, readStore)) ?? nothing;
}

function readStore(db: Database.Database): OpenClawStore {
  return {
    jobs: firstRows(db, "cron_jobs").map(toJob),
    approved: firstRows(db, "channel_pairing_allow_entries").map((row) => ({
      channel: toText(row.channel_key, 100),
      entry: toText(row.entry, 200),
    })),
  };
}

/** The columns say the newest: whether it is on, and whose it is. */
function toJob(row: LegacyRow): Record_ | undefined {
  const json = toText(row.job_json, JSON_MAX_CHARS);
  let job: unknown;
  try {
    job = JSON.parse(json);
  } catch {
    // Its row of the report says so.
    return undefined;
  }
  if (!isRecord(job)) return undefined;
  const { agent_id: agentId, enabled, name, job_id: id } = row;
  return {
    ...job,
    id,
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof agentId === "string" ? { agentId } : {}),
    ...(typeof enabled === "number" ? { enabled: enabled !== 0 } : {}),
  };
}

function firstRows(db: Database.Database, table: "cron_jobs" | "channel_pairing_allow_entries"): LegacyRow[] {
  const rows: LegacyRow[] = [];
  for (const row of legacyRows(db, table)) {
    if (rows.length >= ROWS_MAX) break;
    rows.push(row);
  }
  return rows;
}

function toText(value: unknown, max: number): string {
  return typeof value === "string" ? value.slice(0, max) : "";
}
