/**
 * A list with optional filters. Each set of filters has its own statement, prepared once: `@x IS NULL OR column = @x`
 * would hide the column from the planner and read the whole table.
 */
import type Database from "better-sqlite3";

export interface Selection<Filter> {
  select: string;
  /** Condition of each filter, by its name; parameters carry the same names. */
  conditions: { readonly [Name in Exclude<keyof Filter, "limit">]-?: string };
  order: string;
}

/** @returns a function that reads the rows that match every given filter */
export function selection<Filter extends { limit: number }, Row>(
  db: Database.Database,
  parts: Selection<Filter>,
): (filter: Filter) => Row[] {
  const statements = new Map<string, Database.Statement<[object], Row>>();
  const conditions = Object.entries<string>(parts.conditions);
  return (filter) => {
    const given = new Map(
      Object.entries(filter).filter(([, value]) => value !== undefined && value !== null),
    );
    const used = conditions.filter(([name]) => given.has(name));
    const where = used.length === 0 ? "" : `WHERE ${used.map(([, condition]) => condition).join(" AND ")}`;
    let statement = statements.get(where);
    if (statement === undefined) {
      statement = db.prepare<[object], Row>(`${parts.select} ${where} ${parts.order}`);
      statements.set(where, statement);
    }
    return statement.all(Object.fromEntries(given));
  };
}
