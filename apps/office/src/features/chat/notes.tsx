/** Sentences of TinyAGI below a reply: which limit stopped something, which name it does not know. */
import { visible } from "../../lib/format/text";

export function Notes({ notes }: { notes: readonly string[] }) {
  return notes.map((note) => (
    <p key={note} className="text-12 break-words text-n-7">
      {visible(note)}
    </p>
  ));
}
