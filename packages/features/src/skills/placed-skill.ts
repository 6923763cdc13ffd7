/** Skills in a workspace as sets of files in memory, on whichever machine it is. */
import type { WorkspacePort } from "@tinyagi/contracts";
import type { SkillFiles } from "./skill-content.js";

/** What is at a skill's path: its files, nothing, or something that is not a readable skill. */
export async function readPlaced(
  workspace: Pick<WorkspacePort, "readSkill">,
  name: string,
): Promise<SkillFiles | "nothing" | "unreadable"> {
  const { state, files } = await workspace.readSkill({ name });
  if (state !== "readable") return state;
  return new Map(files.map(({ path, bytes }) => [path, Buffer.from(bytes, "base64")]));
}

/** Replaces the skill of this name, if any. */
export async function place(
  workspace: Pick<WorkspacePort, "placeSkill">,
  name: string,
  files: SkillFiles,
): Promise<void> {
  const sent = [...files].map(([path, content]) => ({ path, bytes: content.toString("base64") }));
  await workspace.placeSkill({ name, files: sent });
}
