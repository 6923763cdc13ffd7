/**
 * A state folder of OpenClaw, `~/.openclaw`: agents with their workspaces, cron jobs, bot tokens, allow lists and custom
 * providers. Logins, linked WhatsApp sessions, transcripts, hooks, plugins and tool policies are never taken.
 *
 * Formats as published: https://docs.openclaw.ai/gateway/configuration-reference (`openclaw.json`, JSON5),
 * https://docs.openclaw.ai/concepts/agent-workspace (files of a workspace),
 * https://docs.openclaw.ai/gateway/security (`credentials/<channel>[-<account>]-allowFrom.json`).
 */
import { isAbsolute, join, relative } from "node:path";
import { cutText, isWithin } from "@tinyagi/base";
import { parseJson5 } from "./json5.js";
import { readNotes } from "./moved-notes.js";
import { joinTexts, toNote, withText } from "./moved-text.js";
import type { MovedAgent } from "./moving-plan.js";
import { readOpenClawChannels } from "./openclaw-channels.js";
import { readOpenClawJobs } from "./openclaw-jobs.js";
import { readOpenClawProviders, toModels } from "./openclaw-providers.js";
import { isRecord, type Record_, recordOf, textOf } from "./outside-value.js";
import type { PlanWriter } from "./plan-writer.js";
import type { SourceFolder } from "./source-folder.js";

const STATE_FOLDERS: ReadonlySet<string> = new Set([".openclaw", ".clawdbot", ".moltbot"]);
const CONFIG_FILES = ["openclaw.json", "moltbot.json", "clawdbot.json"];

export async function readOpenClaw(source: SourceFolder, plan: PlanWriter): Promise<void> {
  const config = await readConfig(source);
  const agents = recordOf(config.agents);
  const defaults = recordOf(agents.defaults ?? config.agent);
  const own = listAgents(agents);
  const providers = readOpenClawProviders(source, plan, config);
  const shared = await source.skills("skills");
  for (const [index, [id, agent]] of own.entries()) {
    const place = await openWorkspace(source, {
      id,
      isFirst: index === 0,
      wanted: textOf(agent.workspace) ?? (index === 0 ? textOf(defaults.workspace) : undefined),
    });
    const identity = { ...recordOf(config.identity), ...recordOf(agent.identity) };
    const name = textOf(agent.name) ?? textOf(identity.name) ?? id;
    const models = toModels(agent.model ?? defaults.model, providers);
    if (models.isUnknown) source.left(`agents.${id}.model`, "no-provider");
    const skills = new Map([...shared, ...((await place?.skills("skills")) ?? [])]);
    const { isUnknown: _, ...chosen } = models;
    plan.agent(id, {
      name: cutText(name, 100),
      ...chosen,
      ...(await readWorkspace(place)),
      skills,
    });
    for (const key of ["tools", "sandbox", "runtime", "subagents"])
      if (agent[key] !== undefined) source.left(`agents.${id}.${key}`, "rights");
  }
  await readOpenClawJobs(source, plan, { first: own[0]?.[0] ?? "main", store: recordOf(config.cron).store });
  await readOpenClawChannels(source, plan, config);
  await nameRest(source, config);
}

async function readConfig(source: SourceFolder): Promise<Record_> {
  for (const file of CONFIG_FILES) {
    const text = await source.text(file);
    if (text === undefined) continue;
    const value = parseJson5(text);
    if (isRecord(value)) return value;
    source.left(file, "damaged");
  }
  return {};
}

/** `agents.list` is an array; newer releases have the object `agents.entries`. */
function listAgents(agents: Record_): [string, Record_][] {
  const list = Array.isArray(agents.list) ? agents.list : [];
  const found = list.flatMap((one): [string, Record_][] => {
    const id = isRecord(one) ? textOf(one.id) : undefined;
    return id === undefined ? [] : [[id, recordOf(one)]];
  });
  const entries = Object.entries(recordOf(agents.entries)).map(([id, one]): [string, Record_] => [
    id,
    recordOf(one),
  ]);
  const all = [...found, ...entries].slice(0, 200);
  if (all.length === 0) return [["main", {}]];
  // The default agent first: it has the general workspace.
  return all.sort(([, a], [, b]) => Number(b.default === true) - Number(a.default === true));
}

async function openWorkspace(
  source: SourceFolder,
  { id, isFirst, wanted }: { id: string; isFirst: boolean; wanted: string | undefined },
): Promise<SourceFolder | undefined> {
  const path = wanted ?? (isFirst ? "workspace" : `workspace-${id}`);
  const inside = toInside(source.root, path);
  const below = inside ?? path;
  const folder = isAbsolute(below) ? below : join(source.root, below);
  const shown = inside === undefined ? `${path}/` : `${inside}/`;
  const place = await source.at(folder, shown);
  if (place === undefined) source.left(shown, "missing");
  else if (inside !== undefined && !isWithin(place.root, source.root)) {
    // A link inside the folder.
    source.left(shown, "refused");
    return undefined;
  }
  return place;
}

/** A path in the state folder, also as it was on the machine that the folder comes from. */
function toInside(root: string, path: string): string | undefined {
  const steps = path.slice(0, 4_096).split("/");
  const at = steps.findIndex((step) => STATE_FOLDERS.has(step));
  const own = at === -1 ? "" : steps.slice(at + 1).join("/");
  const inside = own === "" ? (isAbsolute(path) ? relative(root, path) : path) : own;
  if (inside.startsWith("~/")) return undefined;
  return inside.split("/").includes("..") || isAbsolute(inside) ? undefined : inside;
}

async function readWorkspace(
  place: SourceFolder | undefined,
): Promise<Pick<MovedAgent, "agentsFile" | "soul" | "heartbeat" | "notes">> {
  if (place === undefined) return { notes: [] };
  const [agents, tools, soul, identity, heartbeat, user, memory] = await Promise.all(
    ["AGENTS.md", "TOOLS.md", "SOUL.md", "IDENTITY.md", "HEARTBEAT.md", "USER.md", "MEMORY.md"].map((file) =>
      place.text(file),
    ),
  );
  const kept = [
    ["user.md", user],
    ["memory.md", memory],
  ].flatMap(([path = "", text]) => (text === undefined ? [] : (toNote(path, text) ?? [])));
  for (const file of ["BOOT.md", "BOOTSTRAP.md", "canvas", "hooks"])
    if ((await place.has(file)) !== "nothing") place.left(file, "program");
  return {
    ...withText(
      "agentsFile",
      joinTexts([
        [undefined, agents],
        ["Tools", tools],
      ]),
    ),
    ...withText(
      "soul",
      joinTexts([
        [undefined, soul],
        ["Identity", identity],
      ]),
    ),
    ...withText("heartbeat", joinTexts([[undefined, heartbeat]])),
    notes: [...kept, ...(await readNotes(place, "memory"))],
  };
}

async function nameRest(source: SourceFolder, config: Record_): Promise<void> {
  const keys = [
    ["hooks", "program"],
    ["plugins", "program"],
    ["tools", "rights"],
    ["auth", "login"],
    ["env", "secret-elsewhere"],
    ["mcp", "mcp"],
  ] as const;
  for (const [key, reason] of keys) if (config[key] !== undefined) source.left(key, reason);
  const files = [
    ["credentials/oauth.json", "login"],
    ["credentials/whatsapp", "linked-session"],
    ["hooks", "program"],
    ["extensions", "program"],
    ["agents", "history"],
    [".env", "secret-elsewhere"],
  ] as const;
  for (const [path, reason] of files) if ((await source.has(path)) !== "nothing") source.left(path, reason);
}
