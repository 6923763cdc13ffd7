/**
 * The words of a run for a reader that only adds. An event that holds the whole of a block of text replaces the pieces in
 * which it was written, so that only what is new in it is told. In linear time.
 */
import { EVENT_FIELD_MAX_CHARS, type EventData } from "@tinyagi/contracts";

/** Words that were not told yet. */
export interface NewWords {
  /** Empty when all was told before. */
  readonly words: string;
  /** Whether they begin a block of their own. */
  readonly begins: boolean;
}

/** What one run writes at the moment. */
export interface WrittenBlock {
  /** What an event adds to what was told. */
  readonly next: (event: Pick<EventData<"run.progressed">, "text" | "delta">) => NewWords;
}

/** Before the first words of a run. */
export function createWrittenBlock(): WrittenBlock {
  /** Words of the block that came in pieces, and that the whole has not repeated. */
  let pieces = "";
  /** `whole`: the event was full, so the next one goes on with the whole. */
  let state: "new" | "pieces" | "whole" = "new";

  function repeat(text: string): NewWords {
    const [told, begins] = [pieces, state === "new"];
    const isFull = text.length === EVENT_FIELD_MAX_CHARS;
    pieces = isFull && told.startsWith(text) ? told.slice(text.length) : "";
    state = isFull ? "whole" : "new";
    if (told.startsWith(text)) return { words: "", begins };
    if (text.startsWith(told)) return { words: text.slice(told.length), begins };
    return { words: text, begins: true };
  }

  return {
    next({ text, delta }) {
      if (!delta && state === "whole") [pieces, state] = ["", "new"];
      if (!delta || state === "whole") return repeat(text);
      const begins = state === "new";
      [pieces, state] = [pieces + text, "pieces"];
      return { words: text, begins };
    },
  };
}
