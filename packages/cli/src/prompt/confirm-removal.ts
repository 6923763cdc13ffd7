/** Shows what depends on an entry, then asks before it is removed. With `--yes` the same is shown without a question. */
import type { Reference } from "@tinyagi/contracts";
import type { CliContext } from "../context/context.js";
import { fetchDependents, type ReferencedEntry } from "../context/references.js";
import { removalLines } from "../view/reference-lines.js";
import { confirm } from "./confirm.js";

export interface Removal {
  target: ReferencedEntry;
  /** Asked after the list of what depends on it. */
  question: string;
  yes: boolean;
}

/** @returns what depended on it. @throws CliError as `confirm` does */
export async function confirmRemoval(
  context: CliContext,
  { target, question, yes }: Removal,
): Promise<Reference[]> {
  const references = await fetchDependents(context, target);
  for (const line of removalLines(references)) context.output.talk(line);
  await confirm(context, question, yes);
  return references;
}
