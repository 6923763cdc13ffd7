/**
 * Asks the daemon what is needed and not known. Guarantees: an answer is asked for when it is needed and again only after
 * something made it old; one request for each question at a time, and while events do not end, once a second.
 */
import type { Client } from "@tinyagi/client";
import { isAppError } from "@tinyagi/contracts";
import { ask, type Key } from "../state/answers.js";
import { type DataChange, withData } from "../state/data.js";
import type { State } from "../state/state.js";
import type { Store } from "./store.js";

const AGAIN_MS = 1_000;

export interface QuestionsOptions {
  readonly client: Client;
  readonly store: Store;
  readonly signal: AbortSignal;
  /** What a state shows. */
  readonly needed: (state: State) => readonly Key[];
}

export interface Questions {
  /** Asks for what is needed now and not known. */
  readonly look: () => void;
  /** Answers became old: those that are needed are asked for again, the others are forgotten. */
  readonly makeOld: (isOld: (key: Key) => boolean) => void;
}

interface Question {
  asking: boolean;
  /** An event came since it was asked. */
  isOld: boolean;
  askedAt: number;
  timer: NodeJS.Timeout | undefined;
}

export function createQuestions({ client, store, signal, needed }: QuestionsOptions): Questions {
  const questions = new Map<Key, Question>();
  const change = (data: DataChange): void => store.set(withData(store.get(), data));
  signal.addEventListener("abort", () => {
    for (const { timer } of questions.values()) clearTimeout(timer);
  });

  function makeOld(isOld: (key: Key) => boolean): void {
    const wanted = new Set(needed(store.get()));
    const forgotten: Key[] = [];
    for (const [key, question] of questions) {
      if (!isOld(key)) continue;
      if (wanted.has(key)) {
        question.isOld = true;
        soon(key, question);
      } else {
        clearTimeout(question.timer);
        questions.delete(key);
        forgotten.push(key);
      }
    }
    if (forgotten.length > 0) change({ type: "forgot", keys: forgotten });
    look();
  }

  function look(): void {
    for (const key of needed(store.get())) {
      if (questions.has(key)) continue;
      const question: Question = { asking: false, isOld: true, askedAt: 0, timer: undefined };
      questions.set(key, question);
      void put(key, question);
    }
  }

  function soon(key: Key, question: Question): void {
    if (question.asking || question.timer !== undefined || signal.aborted) return;
    const wait = Math.max(0, question.askedAt + AGAIN_MS - performance.now());
    question.timer = setTimeout(() => void put(key, question), wait);
  }

  async function put(key: Key, question: Question): Promise<void> {
    Object.assign(question, { asking: true, isOld: false, askedAt: performance.now(), timer: undefined });
    try {
      const answer = await ask(client, key, signal);
      if (questions.get(key) === question) change({ type: "answered", key, answer });
    } catch (error) {
      if (signal.aborted) return;
      // Asked again when the connection is back, or when the view is opened again.
      questions.delete(key);
      change({
        type: "failed",
        key,
        message: isAppError(error) ? error.message : "the daemon did not answer",
      });
      return;
    } finally {
      question.asking = false;
    }
    if (question.isOld) soon(key, question);
    look();
  }

  return { look, makeOld };
}
