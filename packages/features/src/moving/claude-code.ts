/**
 * A folder of Claude Code: `~/.claude`, or a project with `.claude/`. Its instructions become an agent, its sub-agents
 * become agents of a team, its commands become skills. Hooks, permissions and MCP servers are never taken.
 *
 * Formats as published: https://code.claude.com/docs/en/sub-agents (`agents/*.md`, frontmatter `name`, `description`,
 * `model`, `tools`, `skills`; lists in commas or as YAML), https://code.claude.com/docs/en/slash-commands (`commands/**.md`),
 * https://code.claude.com/docs/en/memory (`CLAUDE.md`, `rules/*.md`, `projects/<project>/memory/`),
 * https://code.claude.com/docs/en/skills (`skills/<name>/SKILL.md`).
 */
import { basename } from "node:path";
import { cutText, noteBody, readFields, readTextFields } from "@tinyagi/base";
import type { SkillFiles } from "../skills/skill-content.js";
import { readNotes } from "./moved-notes.js";
import { joinTexts, ROLE_MAX_CHARS, toSkill, toSkillName, withText } from "./moved-text.js";
import type { MovedAgent, MovedNote } from "./moving-plan.js";
import { textsOf } from "./outside-value.js";
import type { PlanWriter } from "./plan-writer.js";
import type { SourceFolder } from "./source-folder.js";

const MARKDOWN = /\.md$/i;
/** Fields of a sub-agent that say what it may do, or start programs. */
const RIGHTS = ["tools", "disallowedTools", "permissionMode", "mcpServers", "hooks", "allowed-tools"];
const KNOWN_MODELS: ReadonlySet<string> = new Set(["sonnet", "opus", "haiku"]);
const MODEL = /^claude-[a-z0-9.-]{1,100}$/;
const DEPTH_MAX = 3;

export async function readClaudeCode(source: SourceFolder, plan: PlanWriter): Promise<void> {
  const isProject = (await source.has(".claude")) === "folder";
  const base = isProject ? ".claude/" : "";
  const name = isProject ? basename(source.root) : "claude-code";
  const skills = await source.skills(`${base}skills`);
  for (const [skill, files] of await readCommands(source, `${base}commands`))
    if (!skills.has(skill)) skills.set(skill, files);
  const lead: MovedAgent = {
    ...BLANK,
    name: isProject ? cutText(name, 100) : "Claude Code",
    ...withText("agentsFile", await readInstructions(source, base, isProject)),
    notes: await readProjectNotes(source, isProject),
    skills,
  };
  const members = await readSubAgents(source, base, skills);
  const leader = hasAnything(lead) || members.length > 0 ? plan.agent(name, lead) : undefined;
  const ids = members.flatMap(([id, agent]) => plan.agent(id, agent) ?? []);
  if (leader !== undefined && ids.length > 0)
    plan.team({ id: `${leader.slice(0, 27)}-team`, name: lead.name, leader, agents: [leader, ...ids] });
  await nameRest(source, base);
}

const BLANK = { provider: "anthropic", model: "", fallback: [] } as const;

function hasAnything(agent: MovedAgent): boolean {
  return agent.agentsFile !== undefined || agent.notes.length > 0 || agent.skills.size > 0;
}

async function readInstructions(
  source: SourceFolder,
  base: string,
  isProject: boolean,
): Promise<string | undefined> {
  const own = await source.text("CLAUDE.md");
  // A project may keep its instructions in either place.
  const inner = isProject ? await source.text(".claude/CLAUDE.md") : undefined;
  const rules: (readonly [string | undefined, string | undefined])[] = [];
  for (const file of await source.names(`${base}rules`))
    if (MARKDOWN.test(file)) rules.push([undefined, await bodyOf(source, `${base}rules/${file}`)]);
  return joinTexts([[undefined, own], [undefined, inner], ...rules]);
}

async function bodyOf(source: SourceFolder, path: string): Promise<string | undefined> {
  const text = await source.text(path);
  return text === undefined ? undefined : noteBody(text);
}

async function readCommands(source: SourceFolder, folder: string): Promise<Map<string, SkillFiles>> {
  const found = new Map<string, SkillFiles>();
  const visit = async (path: string, depth: number): Promise<void> => {
    for (const entry of await source.names(path)) {
      const below = `${path}/${entry}`;
      if ((await source.has(below)) === "folder") {
        if (depth < DEPTH_MAX) await visit(below, depth + 1);
        else source.left(below, "refused");
        continue;
      }
      if (!MARKDOWN.test(entry)) continue;
      const name = toSkillName(below.slice(folder.length + 1).replace(MARKDOWN, ""));
      const text = await source.text(below);
      if (text === undefined) continue;
      if (name === undefined) source.left(below, "odd-name");
      else found.set(name, toSkill(name, text));
      nameRights(source, below, text);
    }
  };
  await visit(folder, 1);
  return found;
}

async function readSubAgents(
  source: SourceFolder,
  base: string,
  skills: ReadonlyMap<string, SkillFiles>,
): Promise<[string, MovedAgent][]> {
  const found: [string, MovedAgent][] = [];
  for (const file of await source.names(`${base}agents`)) {
    const path = `${base}agents/${file}`;
    if (!MARKDOWN.test(file)) continue;
    const text = await source.text(path);
    if (text === undefined) continue;
    const fields = readTextFields(text, ROLE_MAX_CHARS);
    const name = fields.get("name");
    if (name === undefined) {
      source.left(path, "damaged");
      continue;
    }
    nameRights(source, path, text);
    const role = fields.get("description");
    found.push([
      name,
      {
        ...BLANK,
        name: cutText(name, 100),
        model: toModel(fields.get("model")),
        ...(role === undefined ? {} : { role }),
        ...withText("agentsFile", joinTexts([[undefined, noteBody(text)]])),
        notes: await readNotes(source, `${base}agent-memory/${name}`),
        skills: pickSkills(source, path, { text, skills }),
      },
    ]);
  }
  return found;
}

/** The skills that a sub-agent names. One that is not in the folder, such as a plugin's, becomes a row. */
function pickSkills(
  source: SourceFolder,
  path: string,
  { text, skills }: { text: string; skills: ReadonlyMap<string, SkillFiles> },
): Map<string, SkillFiles> {
  const written = readFields(text).get("skills");
  const names = typeof written === "string" ? written.split(",") : textsOf(written);
  const picked = new Map<string, SkillFiles>();
  for (const name of new Set(names.map((one) => one.trim()).filter((one) => one !== ""))) {
    const files = skills.get(name);
    if (files === undefined) source.left(`${path}: skill ${cutText(name, 100)}`, "missing-skill");
    else picked.set(name, files);
  }
  return picked;
}

function nameRights(source: SourceFolder, path: string, text: string): void {
  const fields = readFields(text);
  if (RIGHTS.some((field) => fields.has(field))) source.left(path, "rights");
}

function toModel(model = ""): string {
  return KNOWN_MODELS.has(model) || MODEL.test(model) ? model : "";
}

/** Notes per project that Claude Code keeps for the user. */
async function readProjectNotes(source: SourceFolder, isProject: boolean): Promise<MovedNote[]> {
  if (isProject) return [];
  const notes: MovedNote[] = [];
  for (const project of await source.names("projects")) {
    const folder = `projects/${project}/memory`;
    notes.push(...(await readNotes(source, folder, { under: `projects/${project}/` })));
  }
  return notes;
}

/** What is there and never taken, so that nobody looks for it. */
async function nameRest(source: SourceFolder, base: string): Promise<void> {
  const rest = [
    [`${base}settings.json`, "rights"],
    [`${base}settings.local.json`, "rights"],
    [`${base}hooks`, "program"],
    [`${base}plugins`, "program"],
    [".mcp.json", "mcp"],
    [".credentials.json", "login"],
    ["history.jsonl", "history"],
    ["projects", "history"],
  ] as const;
  for (const [path, reason] of rest) if ((await source.has(path)) !== "nothing") source.left(path, reason);
}
