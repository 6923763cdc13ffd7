/** Which remotes of the settings take no work, and why. Asks each of them once, and changes nothing. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSystemClock } from "@tinyagi/base";
import type { PullProblem, Settings } from "@tinyagi/contracts";
import { checkRemote } from "@tinyagi/features";
import { expandHome, resolveSecret } from "@tinyagi/home";
import { createRemoteToken } from "./remote-token.js";

export async function remoteProblems(
  { repositories }: Pick<Settings, "repositories">,
  variables: Readonly<Record<string, string | undefined>>,
  userHome: string,
): Promise<{ id: string; problem: PullProblem | undefined }[]> {
  const scratch = await mkdtemp(join(tmpdir(), "tinyagi-remotes-"));
  const tokenOf = createRemoteToken({
    variables,
    resolveSecret: (value) => resolveSecret(value, { env: variables }),
    // Nothing of this is logged.
    addSecret: () => {},
  });
  const parts = { clock: createSystemClock(), tokenOf, git: { scratch, path: variables.PATH ?? "" } };
  try {
    return await Promise.all(
      Object.entries(repositories).flatMap(([id, { path, remote }]) =>
        remote === undefined
          ? []
          : [
              checkRemote(parts, { repository: expandHome(path, userHome), remote }).then((problem) => ({
                id,
                problem,
              })),
            ],
      ),
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
