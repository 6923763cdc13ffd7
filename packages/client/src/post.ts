/** Posts in a room. A post whose answer was lost is sent again with the same id, so that the room has it once. */
import type { Call } from "./call.js";
import { sendAgain } from "./send-again.js";

export interface RoomPost {
  /** Id of the team whose room it is. */
  team: string;
  message: string;
  signal?: AbortSignal;
}

/** @throws AppError the refusal of the post, or that the daemon cannot be reached */
export async function postInRoom(
  { call, newMessageId }: { call: Call; newMessageId: () => string },
  { team, message, signal = new AbortController().signal }: RoomPost,
): Promise<void> {
  const post = { params: { id: team }, body: { message, messageId: newMessageId() }, signal };
  await sendAgain<unknown>({ send: () => call("postChatroom", post), find: async () => undefined }, signal);
}
