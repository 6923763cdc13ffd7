/** Which repositories of the settings no task can work on, and why. Runs no git. */

import type { Settings, TaskCloneRefusal } from "@tinyagi/contracts";
import { expandHome, findTarget } from "@tinyagi/home";

export async function repositoryProblems(
  { repositories }: Pick<Settings, "repositories">,
  userHome: string,
): Promise<{ id: string; reason: TaskCloneRefusal | undefined }[]> {
  return Promise.all(
    Object.entries(repositories).map(async ([id, { path, branch }]) => {
      const found = await findTarget(expandHome(path, userHome), branch);
      return { id, reason: found.ok ? undefined : found.reason };
    }),
  );
}
