/** Whether work can be published at a remote: the token, its rights, and the address. Changes nothing. */
import { githubOf, githubRepositorySchema, type PullProblem, type RemoteConfig } from "@tinyagi/contracts";
import { canReach, type GitPlace } from "@tinyagi/home";
import { createGithubApi, GithubError } from "./github-api.js";
import { basicLogin } from "./publish.js";
import { parse } from "./pull-state.js";
import { githubCall, type RemoteParts, readToken } from "./remote-parts.js";

export async function checkRemote(
  parts: Pick<RemoteParts, "clock" | "tokenOf"> & { git: GitPlace },
  { repository, remote }: { repository: string; remote: RemoteConfig },
): Promise<PullProblem | undefined> {
  try {
    if (githubOf(remote) !== undefined) {
      const call = await githubCall(parts, remote);
      const answer = await createGithubApi(parts).get(call, "");
      return parse(githubRepositorySchema, answer).permissions?.push === true ? undefined : "no_push";
    }
    const token = await readToken(parts, remote);
    if (token === undefined && remote.token !== undefined) return "no_token";
    const authorization = token === undefined ? undefined : basicLogin(token);
    const isThere = await canReach(parts.git, repository, { url: remote.url, authorization });
    return isThere ? undefined : "no_answer";
  } catch (error) {
    if (error instanceof GithubError) return error.problem;
    throw error;
  }
}
