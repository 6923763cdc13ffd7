/**
 * A state folder of OpenClaw, `~/.openclaw`: agents with their workspaces, cron jobs, bot tokens, allow lists and custom
 * providers. Logins, linked WhatsApp sessions, transcripts, hooks, plugins and tool policies are never taken. Each key
 * of the settings is taken, or is in the report with the reason.
 *
 * Formats as published: https://docs.openclaw.ai/gateway/configuration-reference (`openclaw.json`, JSON5),
 * https://docs.openclaw.ai/gateway/config-agents (`agents.entries`; before 2026.8 the array `agents.list`).
 */
import { cutText } from "@tinyagi/base";
import { readOpenClawChannels } from "./openclaw-channels.js";
import { readOpenClawConfig, readVariables } from "./openclaw-config.js";
import { readOpenClawJobs } from "./openclaw-jobs.js";
import { readOpenClawProviders, toModels } from "./openclaw-providers.js";
import { nameRest } from "./openclaw-rest.js";
import { allowedSkills } from "./openclaw-skills.js";
import { readOpenClawStore } from "./openclaw-store.js";
import { openWorkspace, readWorkspace } from "./openclaw-workspace.js";
import { isRecord, type Record_, recordOf, textOf } from "./outside-value.js";
import type { PlanWriter } from "./plan-writer.js";
import type { SourceFolder } from "./source-folder.js";

const AGENTS_MAX = 200;
const READ_KEYS: ReadonlySet<string> = new Set([
  ...["id", "name", "default", "workspace", "identity", "model", "skills", "agentDir"],
]);
const RIGHTS: ReadonlySet<string> = new Set(["tools", "sandbox", "runtime", "subagents"]);

export async function readOpenClaw(source: SourceFolder, plan: PlanWriter): Promise<void> {
  const { config, isThere } = await readOpenClawConfig(source);
  const agents = recordOf(config.agents);
  const own = listAgents(agents);
  // Neither settings nor a workspace: this is no folder of OpenClaw.
  if (!isThere && own.length === 0 && (await source.has("workspace")) !== "folder") return;
  const variables = await readVariables(source, config);
  const providers = readOpenClawProviders(source, plan, { config, variables });
  const store = await readOpenClawStore(source);
  const all: [string, Record_][] = own.length === 0 ? [["main", {}]] : own;
  const shared = await source.skills("skills");
  for (const [index, [id, agent]] of all.entries()) {
    const place = await openWorkspace(source, {
      id,
      isFirst: index === 0,
      isAlone: all.length === 1,
      own: textOf(agent.workspace),
      general: textOf(recordOf(agents.defaults ?? config.agent).workspace),
    });
    await readAgent(source, plan, { id, agent, config, providers, place, shared });
  }
  await readOpenClawJobs(source, plan, {
    first: all[0]?.[0] ?? "main",
    store: recordOf(config.cron).store,
    stored: store.jobs,
  });
  await readOpenClawChannels(source, plan, { config, variables, approved: store.approved });
  await nameRest(source, config);
}

interface AgentOptions {
  id: string;
  agent: Record_;
  config: Record_;
  providers: ReadonlySet<string>;
  place: SourceFolder | undefined;
  shared: Awaited<ReturnType<SourceFolder["skills"]>>;
}

async function readAgent(
  source: SourceFolder,
  plan: PlanWriter,
  { id, agent, config, providers, place, shared }: AgentOptions,
): Promise<void> {
  const defaults = recordOf(recordOf(config.agents).defaults ?? config.agent);
  const identity = { ...recordOf(config.identity), ...recordOf(agent.identity) };
  const name = textOf(agent.name) ?? textOf(identity.name) ?? id;
  const { isUnknown, ...chosen } = toModels(agent.model ?? defaults.model, providers);
  const shown = `agents.${id.slice(0, 100)}`;
  if (isUnknown) source.left(`${shown}.model`, "no-provider");
  const skills = new Map([...shared, ...((await place?.skills("skills")) ?? [])]);
  plan.agent(id, {
    name: cutText(name, 100),
    ...chosen,
    ...(await readWorkspace(place)),
    skills: allowedSkills(skills, { agent, defaults, config }),
  });
  for (const key of Object.keys(agent).slice(0, 100))
    if (!READ_KEYS.has(key))
      source.left(`${shown}.${key.slice(0, 100)}`, RIGHTS.has(key) ? "rights" : "no-setting");
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
  // An agent that stands in both is one agent.
  const known = new Set(entries.map(([id]) => id));
  const all = [...found.filter(([id]) => !known.has(id)), ...entries].slice(0, AGENTS_MAX);
  // The default agent first: it has the general workspace.
  return all.sort(([, a], [, b]) => Number(b.default === true) - Number(a.default === true));
}
