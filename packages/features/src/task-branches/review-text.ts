/** Comments on changes as one message to the agent. Pure. */
import type { LineComment } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { TaskRow } from "@tinyagi/kernel";

export interface Review {
  /** About the changes as a whole; empty for none. */
  readonly text: string;
  readonly comments: readonly LineComment[];
}

export function reviewText(
  { identifier, title }: Pick<TaskRow, "identifier" | "title">,
  review: Review,
): string {
  const head = `A person looked at your changes for ${identifier} (${cleanLine(title)}). Work on the comments in the same clone, commit, and answer with what you did about each.`;
  const comments = review.comments.map((comment) => `${placeOf(comment)}\n${comment.text}`);
  return [head, review.text.trim(), ...comments].filter((part) => part !== "").join("\n\n");
}

function placeOf({ path, line, side }: LineComment): string {
  const where = line === undefined ? "" : `, line ${line}${side === "old" ? " before the change" : ""}`;
  return `${JSON.stringify(cleanLine(path))}${where}:`;
}
