/**
 * Lanes for messages to a session that is busy. `steer` goes into the live turn at its next boundary, `followup` waits
 * for a turn of its own, `collect` waits and shares one turn with its like. No message is lost: one that came too late
 * for the live turn gets a turn of its own.
 */
import { AppError } from "@tinyagi/contracts";
import type { RunResult } from "../run/result.js";
import type { SubAgentSession } from "./session.js";

/** The lanes of {@link createMessageLanes}. */
export const MESSAGE_LANES = ["steer", "followup", "collect"] as const;
/** What happens to a message for a busy session: it joins the turn, waits for its own, or shares the next one. */
export type MessageLane = (typeof MESSAGE_LANES)[number];

/** Lanes for messages to a session that may be busy. Made by {@link createMessageLanes}. */
export interface MessageLanes {
  /**
   * Hands a message in; an idle session begins a turn with it, whatever the lane.
   * @returns the result of the turn that took it
   * @throws AppError CONFLICT when too many messages wait; else as `send` of the session
   */
  post(text: string, lane: MessageLane): Promise<RunResult>;
  /** Messages that wait for a turn. */
  readonly waiting: number;
}

const DEFAULT_MAX_WAITING = 100;

interface Waiting {
  lane: "followup" | "collect";
  texts: string[];
  result: Promise<RunResult>;
  settle: (result: Promise<RunResult>) => void;
}

/**
 * Creates the lanes through which messages reach a session that may be busy.
 * @param options `maxWaiting` default 100 messages
 */
export function createMessageLanes(
  session: SubAgentSession,
  options: { maxWaiting?: number } = {},
): MessageLanes {
  return new Lanes(session, options.maxWaiting ?? DEFAULT_MAX_WAITING);
}

class Lanes implements MessageLanes {
  readonly #session: SubAgentSession;
  readonly #maxWaiting: number;
  readonly #queue: Waiting[] = [];
  #watched: Promise<RunResult> | undefined;

  constructor(session: SubAgentSession, maxWaiting: number) {
    this.#session = session;
    this.#maxWaiting = maxWaiting;
  }

  get waiting(): number {
    return this.#queue.reduce((sum, entry) => sum + entry.texts.length, 0);
  }

  async post(text: string, lane: MessageLane): Promise<RunResult> {
    const live = this.#session.current;
    if (live === undefined && this.#queue.length === 0) return this.#begin(text);
    if (this.waiting >= this.#maxWaiting) {
      throw new AppError("CONFLICT", "Too many messages wait for this agent. Wait for its answers first.");
    }
    if (lane !== "steer") return this.#wait(text, lane);
    if (live === undefined) return this.#wait(text, "followup");
    const receipt = live.steering.inject(text);
    if (!receipt.accepted) return this.#wait(text, "followup");
    return (await receipt.applied) ? live.result : this.#wait(text, "followup");
  }

  #begin(text: string): Promise<RunResult> {
    const { result } = this.#session.begin(text);
    this.#watch(result);
    return result;
  }

  #wait(text: string, lane: "followup" | "collect"): Promise<RunResult> {
    const live = this.#session.current;
    if (live === undefined && this.#queue.length === 0) return this.#begin(text);
    if (live !== undefined) this.#watch(live.result);
    const shared = lane === "collect" ? this.#queue.find((entry) => entry.lane === "collect") : undefined;
    if (shared !== undefined) {
      shared.texts.push(text);
      return shared.result;
    }
    let settle: Waiting["settle"] = () => {};
    const result = new Promise<RunResult>((resolve) => {
      settle = resolve;
    });
    this.#queue.push({ lane, texts: [text], result, settle });
    return result;
  }

  /** Goes on with the queue once the turn is over, also when it failed: each message answers for itself. */
  #watch(result: Promise<RunResult>): void {
    if (this.#watched === result) return;
    this.#watched = result;
    const next = () => this.#next();
    result.then(next, next);
  }

  #next(): void {
    const live = this.#session.current;
    if (live !== undefined) this.#watch(live.result);
    const entry = live === undefined ? this.#queue.shift() : undefined;
    if (entry === undefined) return;
    try {
      entry.settle(this.#begin(entry.texts.join("\n\n")));
    } catch (error) {
      entry.settle(Promise.reject(error));
      this.#next();
    }
  }
}
