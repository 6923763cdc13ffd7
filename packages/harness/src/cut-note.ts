/** Stands at the end of an answer that is not whole. */
export function cutNote(limit: "output limit" | "limit of calls"): string {
  return `\n\n[The answer is incomplete: the model reached its ${limit}.]`;
}
