/**
 * The databases of NanoClaw 2: `data/v2.db` with its agents and people, and one `inbound.db` for each session, in which
 * tasks are rows among the messages.
 *
 * Format as published: https://github.com/nanocoai/nanoclaw/blob/main/docs/db-central.md (`agent_groups`,
 * `container_configs`, `user_roles`, `agent_group_members`) and docs/db-session.md (`messages_in`).
 */
import { legacyRows } from "@tinyagi/kernel";
import type Database from "better-sqlite3";
import { readDatabase } from "./copied-database.js";
import { firstRows, type StoredTask, toText } from "./nanoclaw-store.js";
import { recordOf, textOf } from "./outside-value.js";
import type { SourceFolder } from "./source-folder.js";

export const CENTRAL = "data/v2.db";
const SESSIONS = "data/v2-sessions";
const SESSIONS_MAX = 200;
/** Of one session, most of which are chat. */
const MESSAGES_MAX = 100_000;
const TASKS_MAX = 500;
const EMPTY: ReadonlySet<string> = new Set(["", "[]", "{}", "null"]);

export interface CentralGroup {
  id: string;
  folder: string;
  name: string;
  provider: string;
  model: string;
  /** What the group may use there: mounts, packages, servers, variables. */
  rights: string[];
}

export interface Central {
  groups: CentralGroup[];
  /** `tg:123`, `discord:1`, `phone:+1555…`. */
  people: string[];
}

export async function readCentral(source: SourceFolder): Promise<Central> {
  return (await readDatabase(source, CENTRAL, toCentral)) ?? { groups: [], people: [] };
}

function toCentral(db: Database.Database): Central {
  const configs = new Map(firstRows(db, "container_configs").map((row) => [toText(row.agent_group_id), row]));
  const groups = firstRows(db, "agent_groups").map((row) => {
    const id = toText(row.id);
    const config = configs.get(id) ?? {};
    const has = (column: string): boolean => !EMPTY.has(toText(config[column]).trim());
    const rights = ["additional_mounts", "packages_apt", "packages_npm", "env"].filter(has);
    return {
      ...{ id, folder: toText(row.folder), name: toText(row.name) },
      provider: toText(config.provider) || toText(row.agent_provider),
      model: toText(config.model),
      rights: has("mcp_servers") ? [...rights, "mcp_servers"] : rights,
    };
  });
  const rows = [...firstRows(db, "user_roles"), ...firstRows(db, "agent_group_members")];
  return { groups, people: [...new Set(rows.map((row) => toText(row.user_id)))] };
}

/** The tasks that still run or are paused, each series once. */
export async function readSessionTasks(
  source: SourceFolder,
  groups: readonly CentralGroup[],
): Promise<StoredTask[]> {
  const found = new Map<string, StoredTask>();
  let opened = 0;
  for (const { id, folder } of groups)
    for (const session of await source.names(`${SESSIONS}/${id}`)) {
      const path = `${SESSIONS}/${id}/${session}/inbound.db`;
      if ((await source.has(path)) === "nothing") continue;
      opened += 1;
      if (opened > SESSIONS_MAX) {
        source.left(SESSIONS, "too-many");
        return [...found.values()];
      }
      const tasks = (await readDatabase(source, path, (db) => toTasks(db, folder))) ?? [];
      for (const [series, task] of tasks) found.set(`${id}/${series}`, task);
    }
  return [...found.values()];
}

function toTasks(db: Database.Database, folder: string): [series: string, StoredTask][] {
  const tasks: [string, StoredTask][] = [];
  let seen = 0;
  for (const row of legacyRows(db, "messages_in")) {
    seen += 1;
    if (seen > MESSAGES_MAX || tasks.length >= TASKS_MAX) break;
    if (row.kind !== "task" || (row.status !== "pending" && row.status !== "paused")) continue;
    const content = toContent(toText(row.content));
    const cron = toText(row.recurrence);
    tasks.push([
      toText(row.series_id) || toText(row.id),
      {
        folder,
        prompt: textOf(content.prompt) ?? "",
        ...(cron === "" ? { kind: "once", value: toText(row.process_after) } : { kind: "cron", value: cron }),
        isActive: row.status === "pending",
        hasScript: textOf(content.script) !== undefined,
      },
    ]);
  }
  return tasks;
}

function toContent(json: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(json));
  } catch {
    // A task without a prompt is a row of the report.
    return {};
  }
}
