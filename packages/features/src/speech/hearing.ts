/**
 * Turns recordings into text, once for each recording: at a repeated attempt, for another agent and after a restart the
 * stored transcript counts. Guarantees: nothing here loses a message, because every failure is a reason that the agent
 * reads; what takes money is asked for at most once whose outcome is not known; a run that ends does not end a
 * transcription that others wait for.
 */
import type { Heard, Recording, Unheard, UnheardReason } from "@tinyagi/contracts";
import { measureLength, readRecording } from "./read-recording.js";
import { type HearingOptions, type HearingParts, type Known, transcribe } from "./transcribe.js";

export interface Hearing extends AsyncDisposable {
  /**
   * @returns undefined for a file that is no recording
   * @throws the reason of the signal; the transcription goes on
   */
  hear(recording: Recording, signal: AbortSignal): Promise<Heard | Unheard | undefined>;
  /** A recording that is not turned into text, with the reason. @returns undefined for a file that is no recording */
  refuse(recording: Recording, reason: UnheardReason): Promise<Unheard | undefined>;
}

export function createHearing(options: HearingOptions): Hearing {
  const closing = new AbortController();
  const paid = new Map<string, number>();
  const parts: HearingParts = { ...options, closing, paid };
  const live = new Map<string, Promise<Known | undefined>>();

  function known(recording: Recording): Promise<Known | undefined> {
    const { path } = recording;
    const running = live.get(path);
    if (running !== undefined) return running;
    const work = transcribe(parts, recording).finally(() => live.delete(path));
    live.set(path, work);
    return work;
  }

  return {
    async hear(recording, signal) {
      const found = await untilAborted(known(recording), signal);
      if (found === undefined) return undefined;
      const { path, name } = recording;
      const facts = { path, ...(name === undefined ? {} : { name }), ...found };
      if ("reason" in facts) return facts;
      const costUsd = paid.get(path);
      paid.delete(path);
      return costUsd === undefined ? facts : { ...facts, costUsd };
    },
    async refuse(recording, reason) {
      const read = await readRecording(recording.path, recording.name);
      return read && { ...recording, ...measureLength(read.format), reason };
    },
    async [Symbol.asyncDispose]() {
      closing.abort(new Error("TinyAGI stops"));
      await Promise.allSettled(live.values());
    },
  };
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
