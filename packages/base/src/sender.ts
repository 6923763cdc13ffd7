/** An approved sender, or one who wants to be. */
export interface SenderKey {
  channel: string;
  senderId: string;
}
