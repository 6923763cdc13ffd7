/** Reads answers again that an event made old. */
import type { QueryClient } from "@tanstack/react-query";

/**
 * A first answer that is still on its way may be older than the event, and no second request goes out beside it: it is
 * read once more when it is there.
 */
export function readAgain(queries: QueryClient, queryKey: readonly string[]): void {
  const onTheirWay = queries
    .getQueryCache()
    .findAll({ queryKey, fetchStatus: "fetching" })
    .filter(({ state }) => state.data === undefined);
  for (const query of onTheirWay)
    void query.promise?.then(
      () => queries.invalidateQueries({ queryKey: query.queryKey, exact: true }),
      // It shows its own error, and its next try is newer than the event.
      () => undefined,
    );
  void queries.invalidateQueries({ queryKey: [...queryKey] });
}
