/**
 * Runs the outgoing hooks of replies that are queued inside a transaction. A transaction cannot wait, so the write
 * that queues an unseen reply is rolled back as a whole, the hooks run, and the write is done again with their
 * answer at hand. Reply, run and conversation therefore stay one transaction, and no other text is ever visible.
 */
import type { NewReplyInput, Outbox } from "../outbox/outbox.js";
import type { Store } from "../store/store.js";

/** Replies one write may queue, and repetitions a write that never queues the same may cost. */
const ROUNDS_MAX = 64;

export interface TransformedReply {
  message: string;
  /** JSON, or null. */
  metadata: string | null;
}

export interface ReplyGate {
  store(store: Store): Store;
  outbox(outbox: Outbox): Outbox;
}

/** Thrown through a write: never reaches whoever asked for it. */
class Suspended extends Error {
  readonly key: string;
  readonly reply: NewReplyInput;
  constructor(key: string, reply: NewReplyInput) {
    super("this reply waits for its hooks");
    this.key = key;
    this.reply = reply;
  }
}

interface Round {
  known: Map<string, TransformedReply>;
  mayWait: boolean;
}

/**
 * @param options.isActive whether any hook would be asked at all
 * @param options.transform never rejects
 */
export function createReplyGate(options: {
  isActive: () => boolean;
  transform: (reply: NewReplyInput) => Promise<TransformedReply>;
}): ReplyGate {
  /** Set while the work of a write runs, which is synchronous. */
  let round: Round | undefined;

  function within<T>(next: Round, work: () => T): T {
    round = next;
    try {
      return work();
    } finally {
      round = undefined;
    }
  }

  async function write<T>(inner: Store, work: () => T): Promise<T> {
    if (!options.isActive()) return inner.write(work);
    const known = new Map<string, TransformedReply>();
    for (let rounds = 1; ; rounds += 1) {
      const next = { known, mayWait: rounds < ROUNDS_MAX };
      try {
        return await inner.write(() => within(next, work));
      } catch (error) {
        if (!(error instanceof Suspended)) throw error;
        known.set(error.key, await options.transform(error.reply));
      }
    }
  }

  function applied(reply: NewReplyInput): NewReplyInput {
    if (round === undefined) return reply;
    const key = keyOf(reply);
    const found = round.known.get(key);
    if (found !== undefined) return { ...reply, ...found };
    if (!round.mayWait) return reply;
    throw new Suspended(key, reply);
  }

  return {
    store: (inner) => ({ ...inner, write: (work) => write(inner, work) }),
    outbox: (inner) => ({ ...inner, add: (reply) => inner.add(applied(reply)) }),
  };
}

/** What makes two replies the same for the hooks: all they see of one. A repetition may draw other ids than that. */
function keyOf(reply: NewReplyInput): string {
  const { messageId, channel, sender, agent, message, originalMessage, metadata } = reply;
  return JSON.stringify([messageId, channel, sender, agent, message, originalMessage, metadata]);
}
