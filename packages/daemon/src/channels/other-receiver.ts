/** Who is notified when the channel of the operator's chat does not work: the same person elsewhere, else another owner. */
import { LOCAL_CHANNELS } from "@tinyagi/contracts";
import { type Bots, type PairingRow, reachedOn, type Store } from "@tinyagi/kernel";

/** A person on a channel. */
export interface Receiver {
  readonly channel: string;
  readonly senderId: string;
}

export interface Reach {
  readonly bots: Bots;
  /** Whether messages pass on this channel now. */
  readonly isConnected: (channel: string) => boolean;
}

const OWNERS_MAX = 100;

/** @returns undefined when no owner can be reached */
export function otherReceiver(
  { pairings }: Pick<Store, "pairings">,
  to: Receiver,
  reach: Reach,
): Receiver | undefined {
  const row = pairings.get(to.channel, to.senderId);
  const person = row === undefined ? [] : pairings.personOf(row.linked_to ?? row.id);
  return firstOf(
    [...person, ...ownersIn(pairings)].filter((row) => reachedOn(row, reach.bots) !== to.channel),
    reach,
  );
}

/** The first owner who can be reached. */
export function anyOwner({ pairings }: Pick<Store, "pairings">, reach: Reach): Receiver | undefined {
  return firstOf(ownersIn(pairings), reach);
}

function ownersIn(pairings: Store["pairings"]) {
  return pairings.list("approved", null, OWNERS_MAX).filter(({ role }) => role === "owner");
}

function firstOf(rows: readonly PairingRow[], { bots, isConnected }: Reach): Receiver | undefined {
  const found = rows.find((row) => !LOCAL_CHANNELS.has(row.channel) && isConnected(reachedOn(row, bots)));
  return found === undefined ? undefined : { channel: reachedOn(found, bots), senderId: found.sender_id };
}
