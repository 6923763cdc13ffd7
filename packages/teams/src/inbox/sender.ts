/** Who a sender is to the settings that are kept for senders. */

/** Channels on which strangers can write; what comes from them is never an owner's without an approval saying so. */
export const OPEN_CHANNELS: ReadonlySet<string> = new Set(["discord", "telegram", "whatsapp"]);

/** The platform's id; clients that give none are known by the name they give. */
export function senderKeyOf(sender: { senderId: string | null | undefined; sender: string }): string {
  return sender.senderId ?? `name:${sender.sender}`;
}
