/** The key under which settings of a sender are stored. */

/** The platform's id, or the name for clients that send no id. */
export function senderKeyOf(sender: { senderId: string | null | undefined; sender: string }): string {
  return sender.senderId ?? `name:${sender.sender}`;
}
