/** The end of a list whose next page could not be read, with the button that tries again. */
import { toWords } from "../lib/api";
import type { NextPage } from "../lib/next-page";
import { words } from "../locale/words";
import { Trouble } from "./region";

export function EndOfList({ next }: { next: NextPage }) {
  if (next.failure === null) return null;
  return <Trouble text={words.common.errors.notMore(toWords(next.failure))} retry={next.again} />;
}
