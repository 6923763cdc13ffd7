/** What providers say about the windows of their logins. */
import { integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The newest figure of each window, so that it survives a restart. */
export const providerQuota = sqliteTable(
  "provider_quota",
  {
    provider: text().notNull(),
    login: text().notNull(),
    /** As the provider calls it: `five_hour`, `seven_day`. */
    period: text().notNull(),
    /** May exceed 100 where a provider sells more. */
    used_percent: real().notNull(),
    /** When the window starts again; null where the provider does not say. */
    resets_at: integer(),
    seen_at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.provider, t.login, t.period] })],
);
