/**
 * A folder of NanoClaw: each of its groups becomes an agent with its instructions and notes, its tasks become schedules,
 * the bot tokens of its `.env` become bots, its people senders. Linked WhatsApp sessions, transcripts, mounts and
 * programs are never taken.
 *
 * Format as published: https://github.com/qwibitai/nanoclaw/blob/main/docs/SPEC.md (version 1: `groups/<folder>/CLAUDE.md`,
 * `store/messages.db`, `.env`) and https://github.com/nanocoai/nanoclaw/blob/main/docs/memory.md (version 2:
 * `instructions.prepend.md` and `memory/`; `CLAUDE.md` is made anew at each start).
 */
import { cutText } from "@tinyagi/base";
import { readNotes } from "./moved-notes.js";
import { joinTexts, withText } from "./moved-text.js";
import type { MovedSchedule } from "./moving-plan.js";
import { readNanoClawStore, type StoredTask } from "./nanoclaw-store.js";
import { CENTRAL, type Central, type CentralGroup, readCentral, readSessionTasks } from "./nanoclaw-two.js";
import { readEnvLines } from "./openclaw-config.js";
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
const PROVIDERS: ReadonlyMap<string, string> = new Map([
  ["", "anthropic"],
  ["claude", "anthropic"],
  ["codex", "openai"],
  ["opencode", "opencode"],
]);
const MEMORY_DEPTH = 4;
const MODEL = /^[A-Za-z0-9][A-Za-z0-9_.:/@[\]+-]{0,127}$/;
/** Of a `CLAUDE.md` that NanoClaw 2 wrote. */
const COMPOSED = "<!-- Composed at spawn";

export async function readNanoClaw(source: SourceFolder, plan: PlanWriter): Promise<void> {
  const isTwo = (await source.has(CENTRAL)) !== "nothing";
  const from = isTwo ? CENTRAL : STORE;
  const { groups, tasks, people } = isTwo ? await readTwo(source) : await readOne(source);
  const names = new Map(groups.map((group) => [group.folder, group]));
  const everyone = await source.text("groups/global/CLAUDE.md");
  for (const folder of await source.names("groups")) {
    if (folder === "global" || (await source.has(`groups/${folder}`)) !== "folder") continue;
    await readGroup(source, plan, { folder, everyone, group: names.get(folder), from });
  }
  for (const [index, task] of tasks.entries()) {
    const read = toSchedule(task, plan.idOf(task.folder), index);
    if (typeof read === "string") source.left(`${from}: task ${index + 1}`, read);
    else plan.schedule(read);
  }
  takePeople(source, plan, people);
  await readTokens(source, plan);
  for (const [path, reason] of [
    ["store/auth", "linked-session"],
    ["data/sessions", "history"],
    ["data/v2-sessions", "history"],
    ["container/skills", "program"],
  ] as const)
    if ((await source.has(path)) !== "nothing") source.left(path, reason);
}

interface Found extends Central {
  tasks: StoredTask[];
}

async function readTwo(source: SourceFolder): Promise<Found> {
  const central = await readCentral(source);
  return { ...central, tasks: await readSessionTasks(source, central.groups) };
}

async function readOne(source: SourceFolder): Promise<Found> {
  const { groups, tasks } = await readNanoClawStore(source, STORE);
  const whole = groups.map(({ hasMounts, ...group }) => ({
    ...{ id: group.folder, provider: "", model: "", ...group },
    rights: hasMounts ? ["mounts"] : [],
  }));
  return { groups: whole, tasks, people: [] };
}

async function readGroup(
  source: SourceFolder,
  plan: PlanWriter,
  {
    folder,
    everyone,
    group,
    from,
  }: { folder: string; everyone: string | undefined; group: CentralGroup | undefined; from: string },
): Promise<void> {
  const place = `groups/${folder}`;
  const [persona, own, local] = await Promise.all(
    ["instructions.prepend.md", "CLAUDE.md", "CLAUDE.local.md"].map((file) =>
      source.text(`${place}/${file}`),
    ),
  );
  const notes = (await readNotes(source, place)).filter(({ path }) => !INSTRUCTIONS.has(path));
  const provider = PROVIDERS.get(group?.provider ?? "");
  if (provider === undefined) source.left(`${from}: provider of ${folder}`, "no-provider");
  plan.agent(folder, {
    name: cutText(group?.name || folder, 100),
    ...(provider === undefined ? {} : { provider }),
    model: provider !== undefined && MODEL.test(group?.model ?? "") ? (group?.model ?? "") : "",
    fallback: [],
    ...withText(
      "agentsFile",
      joinTexts([
        [undefined, everyone],
        [undefined, persona],
        [undefined, own?.startsWith(COMPOSED) === true ? undefined : own],
        [undefined, local],
      ]),
    ),
    notes: [
      ...notes,
      ...(await readNotes(source, `${place}/memory`, { under: "memory/", deep: MEMORY_DEPTH })),
    ],
    skills: await source.skills(`${place}/.claude/skills`),
  });
  for (const right of group?.rights ?? [])
    source.left(`${from}: ${right} of ${folder}`, right === "mcp_servers" ? "mcp" : "rights");
}

const INSTRUCTIONS: ReadonlySet<string> = new Set([
  "CLAUDE.md",
  "CLAUDE.local.md",
  "instructions.prepend.md",
]);

function toSchedule(
  { prompt, kind, value, isActive, hasScript }: StoredTask,
  agentId: string | undefined,
  index: number,
): MovedSchedule | "damaged" | "interval" | "missing" | "program" {
  if (agentId === undefined) return "missing";
  if (prompt.trim() === "") return "damaged";
  // Without its program it would be sent each time.
  if (hasScript === true) return "program";
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

function takePeople(source: SourceFolder, plan: PlanWriter, people: readonly string[]): void {
  for (const person of people) {
    const [, kind = "", id = ""] = /^([a-z]{1,20}):(.{1,100})$/.exec(person) ?? [];
    if ((kind === "tg" || kind === "telegram") && /^\d{1,25}$/.test(id))
      plan.sender({ channel: "telegram", senderId: id });
    else if (kind === "discord" && /^\d{1,25}$/.test(id)) plan.sender({ channel: "discord", senderId: id });
    else if (kind === "slack" && /^[UW][A-Z0-9]{1,20}$/.test(id))
      plan.sender({ channel: "slack", senderId: id });
    else if ((kind === "phone" || kind === "whatsapp") && /^\+?\d{5,20}$/.test(id))
      plan.sender({ channel: "whatsapp", senderId: `${id.replace(/^\+/, "")}@s.whatsapp.net` });
    else source.left(`user ${person.slice(0, 60)}`, "no-channel");
  }
}

async function readTokens(source: SourceFolder, plan: PlanWriter): Promise<void> {
  const variables = readEnvLines(await source.text(".env"));
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
