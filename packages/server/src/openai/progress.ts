/** What a caller sees of a conversation until it ends: the text of its runs as they write it, then the end. */
import type { EventData, JournalEvent } from "@tinyagi/contracts";
import { createWrittenBlock, type WrittenBlock } from "@tinyagi/views";
import type { ConversationWatch } from "./conversation-watch.js";

/** A caller that reads slower than the agents write misses text of theirs, never the answer. */
const WAITING_CHARS_MAX = 256 * 1_024;

export interface Progress extends Disposable {
  /** Texts as they are written, in pieces; `undefined` after `quietMs` without one. Ends with the conversation. */
  texts(quietMs: number): AsyncIterable<string | undefined>;
}

/**
 * @param isEnded reads whether the conversation has ended, once the events are followed
 * @param signal aborts when the caller disconnects; the conversation goes on
 */
export function followConversation(
  watch: ConversationWatch,
  options: { conversationId: string; isEnded: () => boolean; signal: AbortSignal },
): Progress {
  const waiting: string[] = [];
  let chars = 0;
  let ended = false;
  let speaker: string | undefined;
  const blocks = new Map<string, WrittenBlock>();
  let wake: () => void = () => undefined;

  function take(event: JournalEvent): void {
    // A cancelled conversation may end without another event.
    if (event.type === "conversation.closed" || event.type === "message.cancelled") ended = options.isEnded();
    else if (event.type === "run.progressed") write(event, event.data);
    else return;
    wake();
  }

  function write({ runId = "" }: JournalEvent, said: EventData<"run.progressed">): void {
    const { agent, text } = said;
    if (chars + text.length > WAITING_CHARS_MAX) return;
    const block = blocks.get(runId) ?? createWrittenBlock();
    blocks.set(runId, block);
    const { words, begins } = block.next(said);
    if (words === "") return;
    const added = headingOf(agent, begins) + words;
    speaker = agent;
    waiting.push(added);
    chars += added.length;
  }

  function headingOf(agent: string, begins: boolean): string {
    if (speaker === undefined) return "";
    if (speaker !== agent) return `\n\n@${agent}: `;
    return begins ? "\n\n" : "";
  }

  const stop = watch.listen(options.conversationId, take);
  ended = options.isEnded();
  const onAbort = () => wake();
  options.signal.addEventListener("abort", onAbort, { once: true });

  return {
    async *texts(quietMs) {
      for (;;) {
        options.signal.throwIfAborted();
        if (waiting.length > 0) {
          const text = waiting.splice(0).join("");
          chars = 0;
          yield text;
        } else if (ended) return;
        else if (await isQuiet(quietMs, (done) => (wake = done))) yield undefined;
      }
    },
    [Symbol.dispose]() {
      stop();
      options.signal.removeEventListener("abort", onAbort);
    },
  };
}

/** Waits for the next event; true when none came in time. */
function isQuiet(quietMs: number, onWake: (done: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, quietMs, true);
    timer.unref();
    onWake(() => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}
