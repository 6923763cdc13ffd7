/**
 * Baileys starts to work on messages that arrive together at the same time, and then decrypts all messages of the account
 * one after the other. This hands them over in order for each chat: what takes long in one chat, such as a large file,
 * delays no other.
 */
import { createLanes } from "@tinyagi/channels";
import { type BinaryNode, jidNormalizedUser, type WASocket } from "@whiskeysockets/baileys";

const MESSAGE = "CB:message";

/** Call it before the first message can arrive. */
export function keepMessageOrder({ ws, messageMutex }: Pick<WASocket, "ws" | "messageMutex">): void {
  const listeners = ws.listeners(MESSAGE);
  const lanes = createLanes();
  ws.removeAllListeners(MESSAGE);
  ws.on(MESSAGE, (node: BinaryNode) => {
    // Messages from before the connection have a queue of their own in Baileys, which new ones would overtake.
    const { offline: _late, ...attrs } = node.attrs;
    for (const listener of listeners)
      lanes.run(chatOf(node), async () => listener({ ...node, attrs })).catch(() => {});
  });
  // Its order is that of the whole account. The keys of a session or group have locks of their own.
  messageMutex.mutex = async (work) => work();
}

/** The chat with oneself names oneself twice. */
function chatOf({ attrs: { from = "", recipient = from } }: BinaryNode): string {
  return jidNormalizedUser(recipient);
}
