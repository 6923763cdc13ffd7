/** What cannot be read says so in its place from the first failed try on, with the button that tries again. */
import { wordsOf } from "../lib/api";
import { problemOf, type Read } from "../lib/problem";
import { words } from "../locale/words";
import { Trouble } from "./region";

/** @param what - begins the sentence: "The lanes" */
export function Unread({ what, of }: { what: string; of: readonly Read[] }) {
  const problem = problemOf(of);
  if (problem === undefined) return null;
  return (
    <Trouble text={words.common.errors.cannotRead(what, wordsOf(problem.error))} retry={problem.retry} />
  );
}
