/**
 * A folder of NanoClaw: each registered group becomes an agent with its instructions and notes, its tasks become
 * schedules, the bot tokens of its `.env` become bots. Linked WhatsApp sessions, transcripts and mounts are never taken.
 *
 * Format as published: https://github.com/qwibitai/nanoclaw/blob/main/docs/SPEC.md (`groups/<folder>/CLAUDE.md`,
 * `store/messages.db` with `registered_groups` and `scheduled_tasks`, `.env`).
 */
import { cutText } from "@tinyagi/base";
import { readNotes } from "./moved-notes.js";
import { joinTexts, withText } from "./moved-text.js";
import type { MovedSchedule } from "./moving-plan.js";
import { readNanoClawStore, type StoredGroup, type StoredTask } from "./nanoclaw-store.js";
import type { PlanWriter } from "./plan-writer.js";
import { cronOfInterval, toLabel } from "./schedule-words.js";
import type { SourceFolder } from "./source-folder.js";

const STORE = "store/messages.db";
/** Variable of the `.env`, by channel and name here. */
const TOKENS = [
  ["TELEGRAM_BOT_TOKEN", "telegram", "bot_token"],
  ["DISCORD_BOT_TOKEN", "discord", "bot_token"],
  ["SLACK_BOT_TOKEN", "slack", "bot_token"],
  ["SLACK_APP_TOKEN", "slack", "app_token"],
] as const;
const LINES_MAX = 1_000;

export async function readNanoClaw(source: SourceFolder, plan: PlanWriter): Promise<void> {
  const store = await readNanoClawStore(source, STORE);
  const names = new Map(store.groups.map((group) => [group.folder, group]));
  const everyone = await source.text("groups/global/CLAUDE.md");
  for (const folder of await source.names("groups")) {
    if (folder === "global" || (await source.has(`groups/${folder}`)) !== "folder") continue;
    await readGroup(source, plan, { folder, everyone, group: names.get(folder) });
  }
  for (const [index, task] of store.tasks.entries()) {
    const read = toSchedule(task, plan.idOf(task.folder), index);
    if (typeof read === "string") source.left(`${STORE}: task ${index + 1}`, read);
    else plan.schedule(read);
  }
  await readTokens(source, plan);
  for (const [path, reason] of [
    ["store/auth", "linked-session"],
    ["data/sessions", "history"],
    ["container/skills", "program"],
  ] as const)
    if ((await source.has(path)) !== "nothing") source.left(path, reason);
}

async function readGroup(
  source: SourceFolder,
  plan: PlanWriter,
  {
    folder,
    everyone,
    group,
  }: { folder: string; everyone: string | undefined; group: StoredGroup | undefined },
): Promise<void> {
  const own = await source.text(`groups/${folder}/CLAUDE.md`);
  const notes = await readNotes(source, `groups/${folder}`);
  plan.agent(folder, {
    name: cutText(group?.name ?? folder, 100),
    provider: "anthropic",
    model: "",
    fallback: [],
    ...withText(
      "agentsFile",
      joinTexts([
        [undefined, everyone],
        [undefined, own],
      ]),
    ),
    notes: notes.filter(({ path }) => path !== "CLAUDE.md"),
    skills: await source.skills(`groups/${folder}/.claude/skills`),
  });
  if (group?.hasMounts === true) source.left(`${STORE}: mounts of ${folder}`, "rights");
}

function toSchedule(
  { prompt, kind, value, isActive }: StoredTask,
  agentId: string | undefined,
  index: number,
): MovedSchedule | "damaged" | "interval" | "missing" {
  if (agentId === undefined) return "missing";
  if (prompt.trim() === "") return "damaged";
  const [first] = prompt.slice(0, 60).split("\n");
  const base = { label: toLabel(first, index), agentId, message: prompt, enabled: isActive };
  if (kind === "cron") return { ...base, when: { cron: value } };
  if (kind === "interval") {
    const cron = cronOfInterval(Number(value));
    return cron === undefined ? "interval" : { ...base, when: { cron } };
  }
  const time = Date.parse(value);
  if (kind !== "once" || Number.isNaN(time)) return "damaged";
  return { ...base, when: { runAt: new Date(time).toISOString() } };
}

async function readTokens(source: SourceFolder, plan: PlanWriter): Promise<void> {
  const variables = new Map<string, string>();
  for (const line of (await source.text(".env"))?.split("\n", LINES_MAX) ?? []) {
    const at = line.indexOf("=");
    if (at > 0) variables.set(line.slice(0, at).trim(), unquoted(line.slice(at + 1).trim()));
  }
  const found = new Map<string, Record<string, string>>();
  for (const [variable, channel, key] of TOKENS) {
    const token = variables.get(variable);
    if (token !== undefined && token !== "" && token.length <= 10_000 && !/^(?:env|file):/.test(token))
      found.set(channel, { ...found.get(channel), [key]: token });
  }
  for (const [channel, settings] of found) {
    plan.setting(["channels", channel], settings);
    plan.channel(channel);
  }
  for (const variable of ["ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN"])
    if (variables.has(variable)) source.left(`.env: ${variable}`, "login");
}

function unquoted(value: string): string {
  const quote = value.at(0);
  return (quote === '"' || quote === "'") && value.endsWith(quote) && value.length > 1
    ? value.slice(1, -1)
    : value;
}
