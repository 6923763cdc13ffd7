/** What was spent: on the current day, and by each conversation. */
import type { RouteInput, RouteOutput } from "@tinyagi/contracts";

type Report = RouteOutput<"spend">;

export interface Spent {
  today: Report["total"];
  byConversation: ReadonlyMap<string, number | null>;
}

/**
 * The day is that of the daemon's machine, as on the page Spend and in budgets: a reader in another zone sees one figure
 * everywhere.
 */
export async function readSpent(
  read: (query: RouteInput<"spend">["query"]) => Promise<Report>,
): Promise<Spent> {
  const [day, conversations] = await Promise.all([
    read({ by: "day", days: 1, limit: 1 }),
    read({ by: "conversation", limit: 1_000 }),
  ]);
  const rows = conversations.rows.map(({ key, costUsd }): [string, number | null] => [key, costUsd]);
  return { today: day.total, byConversation: new Map(rows) };
}
