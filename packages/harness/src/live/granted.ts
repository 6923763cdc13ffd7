/** The access of a run to the API, as a part of its request. */
import type { Harness, HarnessRequest } from "@tinyagi/contracts";
import type { RunAccess, RunGrant } from "@tinyagi/features";

/** Adds access to a request. Pure. */
export function withGrant(request: HarnessRequest, grant: RunGrant): HarnessRequest {
  const { env, readablePaths, closedPaths, mcp, api } = grant;
  return {
    ...request,
    env: { ...request.env, ...env },
    readablePaths,
    closedPaths,
    ...(mcp === undefined ? {} : { mcp }),
    ...(api === undefined ? {} : { api }),
  };
}

/** The `run` of a harness, with access for as long as it works. */
export function granted({ run }: Pick<Harness, "run">, access: RunAccess | undefined): Harness["run"] {
  return async (request, context) => {
    const grant = await access?.grant(request);
    if (grant === undefined) return run(request, context);
    try {
      return await run(withGrant(request, grant), context);
    } finally {
      grant.release();
    }
  };
}
