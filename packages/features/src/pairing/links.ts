/**
 * One person with senders on several channels. Only approved senders are linked, by the operator, and every sender keeps
 * its own role: a link shares sessions and a default agent, and never gives a right. The sender named first is the
 * person's first sender, and the others point to it.
 */
import { AppError } from "@tinyagi/contracts";
import type { Journal, PairingRow, Store } from "@tinyagi/kernel";
import { type SenderKey, toKey } from "@tinyagi/kernel";

/** Most senders of one person: each answer may be copied to all of them. */
export const PERSON_SENDERS_MAX = 10;

export interface Links {
  /**
   * Links a sender, and everyone linked to it, to the person of `first`. Linking again changes nothing.
   *
   * @throws AppError `NOT_FOUND` when one of them is not approved, `INVALID_INPUT` for one sender twice or for more than
   *   10 senders of a person
   */
  link(first: SenderKey, added: SenderKey, by: string): Promise<PairingRow>;
  /** @throws AppError `NOT_FOUND` when the sender is not approved, `CONFLICT` when it is linked to nobody */
  unlink(key: SenderKey, by: string): Promise<PairingRow>;
  /** Inside a write: takes a sender out of its person. @returns whether it was linked */
  detach(row: PairingRow): boolean;
}

type Change = { readonly id: number; readonly linkedTo: number | null };

export function createLinks({ store, journal }: { store: Store; journal: Journal }): Links {
  const { pairings } = store;
  const senders = (row: PairingRow) => pairings.personOf(row.linked_to ?? row.id);
  const apply = (changes: readonly Change[]): void => {
    for (const { id, linkedTo } of changes) pairings.setLink(id, linkedTo);
  };

  function mustGet({ channel, senderId }: SenderKey): PairingRow {
    const row = pairings.get(channel, senderId);
    if (row?.state === "approved") return row;
    throw new AppError(
      "NOT_FOUND",
      "Only approved senders can be linked. List them with `tinyagi pairing approved`.",
    );
  }

  function detach(row: PairingRow): boolean {
    const changes = withoutSender(row, senders(row));
    apply(changes);
    return changes.length > 0;
  }

  return {
    detach,
    link: (first, added, by) =>
      store.write(() => {
        const [one, other] = [mustGet(first), mustGet(added)];
        if (one.id === other.id) throw new AppError("INVALID_INPUT", "Name two different senders.");
        const changes = mergeSenders(senders(one), senders(other));
        apply(changes);
        if (changes.length > 0)
          journal.append("pairing.linked", { ...toKey(added), linkedTo: toKey(first), by });
        return mustGet(added);
      }),
    unlink: (key, by) =>
      store.write(() => {
        if (!detach(mustGet(key)))
          throw new AppError("CONFLICT", "This sender is not linked to another one.");
        journal.append("pairing.unlinked", { ...toKey(key), by });
        return mustGet(key);
      }),
  };
}

/** What links all senders of one person to another person. Pure. @throws AppError `INVALID_INPUT` */
function mergeSenders(person: readonly PairingRow[], added: readonly PairingRow[]): Change[] {
  const [first] = person.filter((row) => row.linked_to === null);
  if (first === undefined) throw new Error("a person has no first sender");
  if (added.some((row) => row.id === first.id)) return [];
  if (person.length + added.length > PERSON_SENDERS_MAX)
    throw new AppError("INVALID_INPUT", `A person can have at most ${PERSON_SENDERS_MAX} senders.`);
  return added.map(({ id }) => ({ id, linkedTo: first.id }));
}

/** What takes one sender out. If it was the first one, the oldest of the others becomes first. Pure. */
function withoutSender(row: PairingRow, person: readonly PairingRow[]): Change[] {
  const others = person.filter(({ id }) => id !== row.id);
  const [next, ...rest] = others;
  if (next === undefined) return [];
  if (row.linked_to !== null) return [{ id: row.id, linkedTo: null }];
  return [{ id: next.id, linkedTo: null }, ...rest.map(({ id }) => ({ id, linkedTo: next.id }))];
}
