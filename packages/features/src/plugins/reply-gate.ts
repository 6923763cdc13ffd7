/**
 * Runs the outgoing hooks of replies that are queued inside a transaction. A transaction cannot wait. So the gate rolls
 * back a write that queued new replies, runs their hooks, and repeats the write with the results. Reply, run and
 * conversation stay one transaction, and no reply skips the hooks: the outbox refuses one that is queued elsewhere.
 */
import { AppError } from "@tinyagi/contracts";
import type { NewReplyInput, Outbox, WriteGate } from "@tinyagi/kernel";

/** A write whose replies differ in every repetition fails after this many. */
const ROUNDS_MAX = 64;

export interface TransformedReply {
  message: string;
  /** JSON, or null. */
  metadata: string | null;
}

export interface ReplyGate {
  /** What the writes of the store pass that may queue replies. */
  readonly writes: WriteGate;
  /** The outbox whose `add` throws AppError `INTERNAL` outside of such a write. */
  outbox(outbox: Outbox): Outbox;
}

/** Rolls a write back. The caller of the write never sees it. */
class Suspended extends Error {
  readonly missing: Round["missing"];
  constructor(missing: Round["missing"]) {
    super("these replies wait for their hooks");
    this.missing = missing;
  }
}

/** One execution of a write's work. */
interface Round {
  /** Results of the hooks so far. */
  known: ReadonlyMap<string, TransformedReply>;
  /** Replies whose hooks have not run yet. */
  missing: Map<string, NewReplyInput>;
}

/**
 * @param options.isActive whether any plugin has an outgoing hook
 * @param options.transform never rejects
 */
export function createReplyGate(options: {
  isActive: () => boolean;
  transform: (reply: NewReplyInput) => Promise<TransformedReply>;
}): ReplyGate {
  /** Set while the work of a write runs, which is synchronous. */
  let round: Round | undefined;

  function within<T>(known: Round["known"], work: () => T): T {
    const current: Round = { known, missing: new Map() };
    round = current;
    try {
      const result = work();
      if (current.missing.size > 0) throw new Suspended(current.missing);
      return result;
    } finally {
      round = undefined;
    }
  }

  async function pass<T>(write: (work: () => T) => Promise<T>, work: () => T): Promise<T> {
    const known = new Map<string, TransformedReply>();
    for (let rounds = 0; rounds < ROUNDS_MAX; rounds += 1) {
      try {
        return await write(() => within(known, work));
      } catch (error) {
        if (!(error instanceof Suspended)) throw error;
        for (const [key, reply] of error.missing) known.set(key, await options.transform(reply));
      }
    }
    throw new AppError("INTERNAL", "A write queued another reply each time it was repeated for the plugins.");
  }

  function applied(reply: NewReplyInput): NewReplyInput {
    if (round === undefined)
      throw new AppError("INTERNAL", "A reply was queued outside of a write that runs the plugins.");
    const key = toKey(reply);
    const found = round.known.get(key);
    if (found !== undefined) {
      // Where the parts are in a text that a plugin changed, nobody knows.
      const layout = found.message === reply.message ? reply.layout : undefined;
      return { ...reply, ...found, layout };
    }
    if (options.isActive()) round.missing.set(key, reply);
    return reply;
  }

  return {
    writes: { pass },
    outbox: (inner) => ({ ...inner, add: (reply) => inner.add(applied(reply)) }),
  };
}

/** Identifies a reply by what the hooks see. A repeated write may draw new ids for everything else. */
function toKey(reply: NewReplyInput): string {
  const { messageId, channel, sender, agent, message, originalMessage, metadata } = reply;
  return JSON.stringify([messageId, channel, sender, agent, message, originalMessage, metadata]);
}
