/**
 * Shows in the chat that work goes on: typing, one message with the run tree that is edited in place, and a mood on the
 * person's message. It is decoration: a failure here never affects a message or a reply, and after a restart of the
 * channel a conversation goes on without it.
 */
import { type JournalEvent, RUN_END_EVENTS } from "@tinyagi/contracts";
import { en, type ViewWords } from "@tinyagi/views";
import type { ChannelAdapter } from "../adapter/channel-adapter.js";
import type { MessageRef } from "../adapter/chat.js";
import type { Mood } from "../adapter/outgoing.js";
import type { Log } from "../base/log.js";
import type { Timing } from "../base/timing.js";
import { EMPTY_TREE, grow, type RunTree, showTree } from "./run-tree.js";

/** Shorter work shows only that an answer is being written. */
const SHOW_AFTER_MS = 3_000;
const STEP_MS = 4_000;
/** Conversations that are shown at the same time. Further ones are answered without. */
const SHOWN_MAX = 100;
/** Conversations whose events are kept. Those of a short one are all here before the acceptance of its message is known. */
const KEPT_MAX = 1_000;
/** A conversation that no event ends, at most. */
const LONGEST_MS = 6 * 3_600_000;

export const PROGRESS_EVENTS = [
  "run.started",
  "run.tool_started",
  "run.tool_completed",
  ...RUN_END_EVENTS,
  "conversation.closed",
] as const satisfies readonly JournalEvent["type"][];

export interface Progress {
  /** A message was accepted. */
  begin(conversationId: string, ref: MessageRef): void;
  event(event: JournalEvent): void;
  /** Events may be missing: everything that is shown ends. */
  forget(): void;
  /** Resolves when nothing is shown any more. Call it after `signal` aborted. */
  idle(): Promise<void>;
}

export interface ProgressOptions {
  readonly adapter: ChannelAdapter;
  readonly timing: Timing;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Default English. */
  readonly words?: ViewWords;
}

/** What the events say about one conversation. */
interface Work {
  readonly ended: AbortController;
  tree: RunTree;
  mood: Mood;
}

interface Shown extends Pick<Work, "ended"> {
  readonly ref: MessageRef;
  readonly since: number;
  readonly work: Work;
}

export function createProgress(options: ProgressOptions): Progress {
  const known = new Map<string, Work>();
  const shown = new Map<string, Promise<void>>();

  function workOf(conversationId: string): Work {
    const work = known.get(conversationId) ?? {
      ended: new AbortController(),
      tree: EMPTY_TREE,
      mood: "done",
    };
    known.set(conversationId, work);
    if (known.size > KEPT_MAX) forgetOldest();
    return work;
  }

  /** One that is shown must get its events, so that it ends. */
  function forgetOldest(): void {
    for (const id of known.keys()) {
      if (shown.has(id)) continue;
      known.delete(id);
      return;
    }
  }

  return {
    begin(conversationId, ref) {
      if (shown.has(conversationId) || shown.size >= SHOWN_MAX) return;
      const work = workOf(conversationId);
      const entry = { ref, since: options.timing.now(), ended: work.ended, work };
      const showing = show(options, entry).finally(() => shown.delete(conversationId));
      shown.set(conversationId, showing);
    },
    event(event) {
      if (event.conversationId === undefined) return;
      const work = workOf(event.conversationId);
      work.tree = grow(work.tree, event);
      if (event.type !== "conversation.closed") return;
      if (event.data.status !== "closed") work.mood = "failed";
      work.ended.abort();
    },
    forget() {
      for (const { ended } of known.values()) ended.abort();
      known.clear();
    },
    async idle() {
      await Promise.allSettled(shown.values());
    },
  };
}

/** From the acceptance of a message to the end of its conversation. Never rejects. */
async function show(options: ProgressOptions, entry: Shown): Promise<void> {
  const { adapter, timing, signal } = options;
  const { ref, ended } = entry;
  const stop = AbortSignal.any([signal, ended.signal]);
  let message: MessageRef | undefined;
  await attempt(options, () => adapter.react?.(ref, "seen", signal));
  for (let waitMs = SHOW_AFTER_MS; !stop.aborted; waitMs = STEP_MS) {
    await attempt(options, () => adapter.typing?.(ref.chat, stop));
    await timing.sleep(waitMs, stop).catch(() => {});
    const age = timing.now() - entry.since;
    if (stop.aborted || age > LONGEST_MS) break;
    message = await update(options, { entry, message, age });
  }
  const last = message;
  if (last !== undefined)
    await attempt(options, () => remove(options, { message: last, mood: entry.work.mood }));
  if (ended.signal.aborted && !signal.aborted)
    await attempt(options, () => adapter.react?.(ref, entry.work.mood, signal));
}

interface Step {
  readonly entry: Shown;
  readonly message: MessageRef | undefined;
  readonly age: number;
}

async function update(
  options: ProgressOptions,
  { entry, message, age }: Step,
): Promise<MessageRef | undefined> {
  const { adapter, signal, words = en } = options;
  const text = showTree(entry.work.tree, age / 1_000, words);
  // Where nothing can be edited, every step would be a message of its own.
  if (text === "" || adapter.editText === undefined) return message;
  const markdown = `_${text.split("\n").join("_\n_")}_`;
  if (message === undefined)
    return attempt(options, () => adapter.sendText(entry.ref.chat, { markdown }, signal));
  await attempt(options, () => adapter.editText?.(message, { markdown }, signal));
  return message;
}

/** The reply says the rest. Also when the channel stops, so that nothing claims to work for ever. */
async function remove(
  { adapter, words = en }: ProgressOptions,
  { message, mood }: { message: MessageRef; mood: Mood },
): Promise<void> {
  const signal = AbortSignal.timeout(1_500);
  if (adapter.deleteMessage !== undefined) await adapter.deleteMessage(message, signal);
  else
    await adapter.editText?.(
      message,
      { markdown: words.runs.states[mood === "failed" ? "failed" : "done"] },
      signal,
    );
}

async function attempt<T>(
  { log, signal }: ProgressOptions,
  act: () => Promise<T> | undefined,
): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (!signal.aborted) log("info", "progress could not be shown", { error: String(error) });
    return undefined;
  }
}
