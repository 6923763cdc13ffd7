/**
 * A team as a folder: `team.json` and, for each agent, its texts and skills as files that people can read and keep under
 * version control. Reading opens only what belongs to the format, follows no link and runs nothing; whatever else is
 * there is named and left.
 */
import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, opendir, realpath, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { TeamTemplate, TeamTemplateAgent } from "@tinyagi/contracts";
import { CliError } from "../error/cli-error.js";
import { type SkillContents, skillContents, toContent } from "./skill-contents.js";
import { TEMPLATE_MAX_BYTES } from "./team-template.js";

export const TEAM_FILE = "team.json";
const TEXTS = { agentsFile: "AGENTS.md", soul: "SOUL.md", heartbeat: "heartbeat.md" } as const;
const SKILLS = "skills";
/** Entries of one folder that are looked at. */
const ENTRIES_MAX = 1_000;

export interface TeamFolder {
  /** As a template file would hold it; not checked yet. */
  value: unknown;
  /** Paths below the folder that are not part of the format. */
  ignored: string[];
}

/** @throws CliError `PATH_REFUSED` for links, pipes and devices, `PAYLOAD_TOO_LARGE`, `INVALID_INPUT` without a team.json */
export async function readTeamFolder(path: string): Promise<TeamFolder> {
  const folder = await realpath(path);
  const budget = { left: TEMPLATE_MAX_BYTES };
  const team = parse(await readText(join(folder, TEAM_FILE), budget));
  const ignored = (await namesIn(folder)).filter((name) => name !== TEAM_FILE && name !== "agents");
  const agents: Record<string, unknown> = {};
  const known = isObject(team.agents) ? team.agents : {};
  for (const name of await namesIn(join(folder, "agents")))
    if (!Object.hasOwn(known, name)) ignored.push(`agents/${name}`);
  for (const [id, config] of Object.entries(known)) {
    // Ids are checked later; until then none may lead out of the folder.
    if (!/^[\w-]+$/.test(id))
      throw new CliError("INVALID_INPUT", "team.json has an agent whose id is not valid.");
    const found = await readAgent(join(folder, "agents", id), budget);
    agents[id] = { ...(isObject(config) ? config : {}), ...found.agent };
    ignored.push(...found.ignored.map((name) => `agents/${id}/${name}`));
  }
  return { value: { ...team, agents }, ignored };
}

async function readAgent(folder: string, budget: Budget): Promise<{ agent: object; ignored: string[] }> {
  const names = await namesIn(folder);
  const agent: Record<string, unknown> = {};
  for (const [key, file] of Object.entries(TEXTS))
    if (names.includes(file)) agent[key] = await readText(join(folder, file), budget);
  const skills: Record<string, SkillContents> = {};
  for (const name of names.includes(SKILLS) ? await namesIn(join(folder, SKILLS)) : []) {
    const files = await readSkill(join(folder, SKILLS, name));
    for (const content of files.values()) spend(budget, content.length);
    skills[name] = skillContents(files);
  }
  const expected = new Set<string>([...Object.values(TEXTS), SKILLS]);
  return {
    agent: Object.keys(skills).length === 0 ? agent : { ...agent, skillFiles: skills },
    ignored: names.filter((name) => !expected.has(name)),
  };
}

async function readSkill(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const { readSkillFolder } = await import("@tinyagi/daemon");
  return (await readSkillFolder(folder)) ?? new Map();
}

interface Budget {
  left: number;
}

function spend(budget: Budget, bytes: number): void {
  budget.left -= bytes;
  if (budget.left < 0)
    throw new CliError("PAYLOAD_TOO_LARGE", "The team is larger than 8 MiB.", {
      hint: "Remove large files from its skills",
    });
}

/** Opens without following a link or waiting for a pipe, and reads only a regular file. */
async function readText(path: string, budget: Budget): Promise<string> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT")
      throw new CliError("INVALID_INPUT", `The folder has no ${TEAM_FILE}.`, {
        hint: "Create one: tinyagi export team <id> --folder <folder>",
      });
    throw refused(path, code === "ELOOP" ? "it is a link" : "it cannot be read");
  }
  try {
    const info = await handle.stat();
    if (!info.isFile()) throw refused(path, "it is not a regular file");
    spend(budget, info.size);
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

/** Sorted; empty for a folder that is not there. */
async function namesIn(folder: string): Promise<string[]> {
  const info = await lstat(folder).catch(() => undefined);
  if (info === undefined) return [];
  if (!info.isDirectory()) throw refused(folder, "it is a link or no folder");
  const names: string[] = [];
  for await (const { name } of await opendir(folder)) {
    names.push(name);
    if (names.length > ENTRIES_MAX) throw refused(folder, `it has more than ${ENTRIES_MAX} entries`);
  }
  return names.sort();
}

/** Writes the team into a folder that does not exist yet. @throws the error of the file system */
export async function writeTeamFolder(folder: string, template: TeamTemplate): Promise<void> {
  await mkdir(folder);
  const agents = Object.entries(template.agents);
  const bare = Object.fromEntries(agents.map(([id, agent]) => [id, withoutFiles(agent)]));
  const files = new Map<string, string | Buffer>([
    [TEAM_FILE, `${JSON.stringify({ ...template, agents: bare }, null, 2)}\n`],
  ]);
  for (const [id, agent] of agents) {
    for (const [key, file] of Object.entries(TEXTS)) {
      const text = agent[key as keyof typeof TEXTS];
      if (text !== undefined) files.set(`agents/${id}/${file}`, text);
    }
    for (const [name, contents] of Object.entries(agent.skillFiles ?? {}))
      for (const [path, content] of Object.entries(contents))
        files.set(`agents/${id}/${SKILLS}/${name}/${path}`, toContent(content));
  }
  try {
    for (const [path, content] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content, { flag: "wx" });
    }
  } catch (error) {
    // Half a team would be imported as if it were whole.
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function withoutFiles({ agentsFile, soul, heartbeat, skillFiles, ...rest }: TeamTemplateAgent): object {
  return rest;
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Said below, in the same words as for any other value.
  }
  throw new CliError("INVALID_INPUT", `${TEAM_FILE} is not a JSON object.`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refused(path: string, why: string): CliError {
  return new CliError("PATH_REFUSED", `${path} is refused: ${why}`);
}
