/** Adds agents with their texts, notes and skills. Existing files of a workspace are kept; nothing is run. */
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Client } from "@tinyagi/client";
import { resolvePlace } from "../context/agent-place.js";
import type { CliContext } from "../context/context.js";
import { copyTemplate } from "../template/copy-template.js";
import { toContent } from "../template/skill-contents.js";
import type { AddedAgent, HomeSettings } from "./addition.js";
import type { Receipt } from "./receipt.js";
import { newestRevision } from "./settings-now.js";

export interface Adding {
  context: CliContext;
  client: Client;
  settings: HomeSettings;
  receipt: Receipt;
}

/** The workspace that an agent of this id has. */
async function agentFolder(context: CliContext, id: string, settings: HomeSettings): Promise<string> {
  const { agentWorkspace } = await import("@tinyagi/daemon");
  return agentWorkspace(resolvePlace(context, { id, workingDirectory: undefined, settings }));
}

/** Those of these ids whose folder exists already, as that of an agent that was removed. */
export async function takenFolders(
  context: CliContext,
  ids: readonly string[],
  settings: HomeSettings,
): Promise<Set<string>> {
  const taken = new Set<string>();
  for (const id of ids) {
    const found = await stat(await agentFolder(context, id, settings)).catch(() => undefined);
    if (found !== undefined) taken.add(id);
  }
  return taken;
}

/** Paths of the texts that an import of these agents would replace. */
export async function textsInTheWay(
  context: CliContext,
  agents: Readonly<Record<string, AddedAgent>>,
  settings: HomeSettings,
): Promise<string[]> {
  const found: string[] = [];
  for (const [id, agent] of Object.entries(agents))
    found.push(...(await replacedTexts(await agentFolder(context, id, settings), agent)));
  return found;
}

async function replacedTexts(workspace: string, agent: AddedAgent): Promise<string[]> {
  const texts = {
    "AGENTS.md": agent.agentsFile,
    ".tinyagi/SOUL.md": agent.soul,
    "heartbeat.md": agent.heartbeat,
  };
  const found: string[] = [];
  for (const [file, text] of Object.entries(texts)) {
    const path = join(workspace, file);
    const now = text === undefined ? undefined : await stat(path).catch(() => undefined);
    if (now?.isFile() === true && now.size > 0) found.push(path);
  }
  return found;
}

export async function addAgent(adding: Adding, id: string, agent: AddedAgent): Promise<void> {
  const { context, client, settings, receipt } = adding;
  const { signal } = context;
  const { agentsFile, soul, heartbeat, skills: _skills, skillFiles = {}, notes = [], ...config } = agent;
  const workspace = await agentFolder(context, id, settings);
  const isNew = (await stat(workspace).catch(() => undefined)) === undefined;
  for (const path of isNew ? [] : await replacedTexts(workspace, agent))
    receipt.note({ what: "text", path, before: (await readFile(path)).toString("base64") });
  const revision = await newestRevision(client, signal);
  receipt.note({ what: "agent", id, workspace, isNew, revision });
  const params = { id };
  await client.call("putAgent", { params, body: config, signal });
  if (agentsFile !== undefined)
    await client.call("putSystemPrompt", { params, body: { content: agentsFile }, signal });
  if (soul !== undefined) await client.call("putSoul", { params, body: { content: soul }, signal });
  // Only the text: this home, not the import, decides whether and how often it is sent.
  if (heartbeat !== undefined)
    await client.call("putHeartbeat", { params, body: { content: heartbeat }, signal });
  for (const note of notes) await client.call("writeNote", { params, body: { ...note }, signal });
  await addSkills(context, workspace, skillFiles);
}

/** Into the agent's workspace, where existing files stay. No file becomes executable. */
async function addSkills(
  context: CliContext,
  workspace: string,
  skills: NonNullable<AddedAgent["skillFiles"]>,
): Promise<void> {
  if (Object.keys(skills).length === 0) return;
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-import-"));
  try {
    for (const [name, files] of Object.entries(skills))
      for (const [path, content] of Object.entries(files)) {
        const target = join(folder, "skills", name, path);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, toContent(content), { mode: 0o600, flag: "wx" });
      }
    const { kept } = await copyTemplate(folder, workspace);
    if (kept.length > 0) context.output.talk(`Not replaced, because they exist: ${kept.join(", ")}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
