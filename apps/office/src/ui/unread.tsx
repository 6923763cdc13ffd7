/** What cannot be read says so in its place from the first failed try on, with the button that tries again. */
import { toWords } from "../lib/api";
import { findProblem, type Read } from "../lib/problem";
import { words } from "../locale/words";
import { Trouble } from "./region";

/** @param what - begins the sentence: "The lanes" */
export function Unread({ what, of }: { what: string; of: readonly Read[] }) {
  const problem = findProblem(of);
  if (problem === undefined) return null;
  return (
    <Trouble text={words.common.errors.cannotRead(what, toWords(problem.error))} retry={problem.retry} />
  );
}
