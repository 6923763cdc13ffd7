/** How far the search by meaning is set up, as one sentence. Pure. */
import type { EmbeddingState } from "@tinyagi/contracts";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

export function embeddingText(
  { model, documents, embedded, problem }: EmbeddingState,
  { embedding: words }: Pick<ViewWords, "embedding"> = en,
): string {
  if (problem !== null) return words.problem(problem, embedded, documents);
  return embedded === documents ? words.all(model, documents) : words.some(model, embedded, documents);
}
