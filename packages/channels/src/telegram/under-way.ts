/**
 * Updates that TinyAGI has not taken yet. Guarantees: everything before `offset` is taken; an update that comes again while
 * it is under way is taken once; what takes long in one chat does not keep the updates of the others.
 */
import type { Update } from "grammy/types";

export interface UnderWay {
  /** From where to ask for updates. Telegram forgets those before. */
  nextOffset(): number;
  readonly isEmpty: boolean;
  /** @param updates the whole answer from `nextOffset` on @returns those that are neither taken nor under way */
  unknown(updates: readonly Update[]): Update[];
  begin(updates: readonly Update[]): void;
  /** Resolves when everything is taken. @throws when something was not: then it counts as unknown again */
  idle(): Promise<void>;
}

/** @param take resolves when all are taken; they are of one chat */
export function createUnderWay(take: (updates: readonly Update[]) => Promise<void>): UnderWay {
  let next = 0;
  const open = new Set<number>();
  /** Were not taken, so that they must come again. */
  const failed = new Set<number>();
  /** Taken, but Telegram still has them, because an earlier one is not. */
  const taken = new Set<number>();
  const work = new Set<Promise<void>>();

  async function takeUpdates(updates: readonly Update[]): Promise<void> {
    const ids = updates.map(({ update_id: id }) => id);
    try {
      await take(updates);
      for (const id of ids) taken.add(id);
    } catch (error) {
      for (const id of ids) failed.add(id);
      throw error;
    } finally {
      for (const id of ids) open.delete(id);
    }
  }

  return {
    nextOffset() {
      const offset = Math.min(next, ...open, ...failed);
      // From now on, no answer contains them.
      for (const id of taken) if (id < offset) taken.delete(id);
      return offset;
    },
    get isEmpty() {
      return open.size === 0;
    },
    unknown(updates) {
      const ids = new Set(updates.map(({ update_id: id }) => id));
      // Telegram dropped them meanwhile. To wait for them would ask for the same updates for ever.
      for (const id of failed) if (!ids.has(id)) failed.delete(id);
      return updates.filter(({ update_id: id }) => !open.has(id) && !taken.has(id));
    },
    begin(updates) {
      for (const { update_id: id } of updates) {
        open.add(id);
        failed.delete(id);
        next = Math.max(next, id + 1);
      }
      for (const ofChat of byChat(updates)) {
        const taking = takeUpdates(ofChat).finally(() => work.delete(taking));
        work.add(taking);
        // Whoever waits for the end gets the error.
        taking.catch(() => {});
      }
    },
    async idle() {
      await Promise.all(work);
    },
  };
}

function byChat(updates: readonly Update[]): Iterable<Update[]> {
  const chats = new Map<string, Update[]>();
  for (const update of updates) {
    const ofChat = chats.get(toChat(update)) ?? [];
    ofChat.push(update);
    chats.set(toChat(update), ofChat);
  }
  return chats.values();
}

function toChat({ update_id: id, message, edited_message: edited, callback_query: query }: Update): string {
  const chat = (message ?? edited ?? query?.message)?.chat;
  return chat === undefined ? `update ${id}` : String(chat.id);
}
