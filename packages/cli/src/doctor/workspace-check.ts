/** Checks the links by which agent CLIs find the skills of an agent. Changes nothing. */
import { lstat, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Settings } from "@tinyagi/contracts";
import type { Finding } from "./finding.js";
import type { Repair } from "./repair.js";

const LINK = ".claude/skills";
const FOLDER = ".agents/skills";
const TARGET = "../.agents/skills";

export async function checkWorkspaces(settings: Settings | undefined, home: string): Promise<Finding[]> {
  if (settings === undefined) return [];
  const { agentWorkspace } = await import("@tinyagi/daemon");
  const findings: Finding[] = [];
  for (const [id, agent] of Object.entries(settings.agents)) {
    try {
      const workspace = await agentWorkspace({ id, agent, settings, home });
      findings.push(...(await checkLink(id, workspace)));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const hint = `Use another folder: tinyagi agent set ${id} --working-directory <path>`;
      findings.push({ id: "agents.workspace", level: "error", message: `@${id}: ${message}`, hint });
    }
  }
  return findings;
}

async function checkLink(id: string, workspace: string): Promise<Finding[]> {
  const path = join(workspace, LINK);
  const info = await lstat(path).catch(() => undefined);
  // A workspace that does not exist yet is created with its link. Whatever else is there is the agent's own.
  if (info?.isSymbolicLink() !== true || (await stat(path).catch(() => undefined)) !== undefined) return [];
  const finding: Finding = {
    id: "agents.skills-link",
    level: "warning",
    message: `@${id} has no skills in Claude Code: the link ${path} leads nowhere`,
    hint: `mkdir -p ${join(workspace, FOLDER)} && ln -sfn ${TARGET} ${path}`,
  };
  const repair = await findRepair(workspace, path);
  return [repair === undefined ? finding : { ...finding, repair }];
}

/** Nothing is created through a link: the agent may have laid it. */
async function findRepair(workspace: string, path: string): Promise<Repair | undefined> {
  const [parent, folder] = await Promise.all(
    [".agents", FOLDER].map((name) => lstat(join(workspace, name)).catch(() => undefined)),
  );
  if (folder?.isDirectory() === true) return { kind: "link", path, target: TARGET };
  const isFree = folder === undefined && (parent === undefined || parent.isDirectory());
  return isFree ? { kind: "folder", path: join(workspace, FOLDER) } : undefined;
}
