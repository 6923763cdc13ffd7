/** Why something cannot be shown, and how to read it again. Pure. */
import type { UseQueryResult } from "@tanstack/react-query";

export interface Problem {
  error: Error;
  retry: () => void;
}

/** What is known of something that is read. */
export type Read = Pick<
  UseQueryResult<unknown>,
  "data" | "error" | "failureCount" | "failureReason" | "refetch"
>;

/** From the first failed try on, so that no page stays blank while it is tried again. Old data is shown as long as there is some. */
export function findProblem(queries: readonly Read[]): Problem | undefined {
  const failed = queries.filter(({ data, failureCount }) => data === undefined && failureCount > 0);
  const error = failed[0]?.error ?? failed[0]?.failureReason;
  if (error === undefined || error === null) return undefined;
  const retry = (): void => {
    for (const query of failed) void query.refetch();
  };
  return { error, retry };
}
