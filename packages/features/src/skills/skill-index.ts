/**
 * Lists an agent's skills in its system prompt, for harnesses whose CLI does not find them itself, as Claude Code and Codex
 * do: names and descriptions; the agent reads the skills it needs. Descriptions come from the workspace, so each is on one
 * line, and the list is limited. A skill that has not changed is not read again.
 */
import { join } from "node:path";
import { createFileCache, cutText, type FileCache } from "@tinyagi/base";
import { type HarnessRequest, joinPromptParts, type WorkspaceOutput } from "@tinyagi/contracts";
import { resolveRealPath } from "@tinyagi/home";
import { readSkillHead, SKILL_HEAD_MAX_BYTES, type SkillHead } from "./skill-content.js";
import { getSkillsPath, skillNames } from "./skill-folder.js";

const LISTED_MAX = 100;
const DESCRIPTION_MAX_CHARS = 500;
const REMEMBERED_MAX = 10_000;
const HEADING = `## Skills

Instructions for particular work, each with what it needs beside it. When one fits, read its SKILL.md and follow it.
`;

export interface SkillIndex {
  /** The request with the list at the end of its system prompt; the same request where the workspace has no skill. */
  addTo(request: HarnessRequest): Promise<HarnessRequest>;
  /** The list in Markdown; empty without skills. @param workspace a real path */
  of(workspace: string): Promise<string>;
}

export function createSkillIndex(): SkillIndex {
  const heads = createFileCache({
    parse: readSkillHead,
    maxBytes: SKILL_HEAD_MAX_BYTES,
    maxFiles: REMEMBERED_MAX,
  });
  const of = (workspace: string) => listSkills(heads, workspace);
  return {
    of,
    async addTo(request) {
      const index = await of(await resolveRealPath(request.cwd));
      if (index === "") return request;
      return { ...request, systemPrompt: joinPromptParts([{ text: request.systemPrompt }, { text: index }]) };
    },
  };
}

async function listSkills(heads: FileCache<SkillHead | null>, workspace: string): Promise<string> {
  const names = await skillNames(workspace);
  const skills: IndexedSkill[] = [];
  for (const id of names.slice(0, LISTED_MAX)) {
    const path = join(getSkillsPath(workspace), id, "SKILL.md");
    skills.push({ id, description: (await heads.get(path, [path]))?.description ?? "" });
  }
  return render(skills, names.length);
}

type IndexedSkill = Pick<WorkspaceOutput<"listSkills">["skills"][number], "id" | "description">;

/** The same list of skills that are known; one without a description is left out. */
export function renderSkills(skills: readonly IndexedSkill[]): string {
  return render(skills.slice(0, LISTED_MAX), skills.length);
}

function render(skills: readonly IndexedSkill[], total: number): string {
  const lines = skills
    .filter(({ description }) => description !== "")
    .map(({ id, description }) => {
      const shown = cutText(description.replaceAll(/\s+/g, " ").trim(), DESCRIPTION_MAX_CHARS);
      return `- \`.agents/skills/${id}/SKILL.md\`: ${shown}`;
    });
  if (lines.length === 0) return "";
  const more = total - LISTED_MAX;
  if (more > 0) lines.push(`- ${more} more in \`.agents/skills\``);
  return `${HEADING}\n${lines.join("\n")}`;
}
