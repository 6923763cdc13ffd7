/** Who a sender is to the settings that are kept for senders. */

/** The platform's id; clients that give none are known by the name they give. */
export function senderKeyOf(sender: { senderId: string | null | undefined; sender: string }): string {
  return sender.senderId ?? `name:${sender.sender}`;
}
