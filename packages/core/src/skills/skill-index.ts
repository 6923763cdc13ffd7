/**
 * Tells an agent of its skills where its harness finds none by itself, as Claude Code and Codex do: names and
 * descriptions, of which it reads what it needs. What skills say of themselves comes from the workspace: each stands
 * on one line, and there is an end to the list.
 */
import type { HarnessRequest } from "@tinyagi/contracts";
import { cutText } from "../base/cut-text.js";
import { realPathOf } from "../workspace/path-policy.js";
import { readInstalledHead, skillNames } from "./skill-folder.js";

const LISTED_MAX = 100;
const DESCRIPTION_MAX_CHARS = 500;
const HEADING = `## Skills

Instructions for particular work, each with what it needs beside it. When one fits, read its SKILL.md and follow it.
`;

/** The request with the list behind its system prompt; the same request where the workspace holds no skill. */
export async function tellSkills(request: HarnessRequest): Promise<HarnessRequest> {
  const index = await skillIndex(await realPathOf(request.cwd));
  if (index === "") return request;
  const parts = [request.systemPrompt, index].filter((part) => part !== "");
  return { ...request, systemPrompt: parts.join("\n\n") };
}

/** The block in Markdown; empty without skills. @param workspace a real path */
export async function skillIndex(workspace: string): Promise<string> {
  const names = await skillNames(workspace);
  const lines: string[] = [];
  for (const name of names.slice(0, LISTED_MAX)) {
    const description = (await readInstalledHead(workspace, name))?.description;
    if (description === undefined) continue;
    const said = cutText(description.replaceAll(/\s+/g, " ").trim(), DESCRIPTION_MAX_CHARS);
    lines.push(`- \`.agents/skills/${name}/SKILL.md\`: ${said}`);
  }
  if (lines.length === 0) return "";
  const more = names.length - LISTED_MAX;
  if (more > 0) lines.push(`- ${more} more in \`.agents/skills\``);
  return `${HEADING}\n${lines.join("\n")}`;
}
