/** The title of work that joins answers: its text is what TinyAGI writes to an agent, and says nothing to a person. */

/** @returns undefined for other work; older daemons do not name it */
export function joinsLine(joins: readonly string[] | null | undefined): string | undefined {
  if (joins === null || joins === undefined) return undefined;
  return `Joins the answers${joins.length === 0 ? "" : ` of ${joins.map((agent) => `@${agent}`).join(", ")}`}`;
}
