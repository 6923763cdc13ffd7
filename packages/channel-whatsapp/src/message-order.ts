/**
 * Baileys works on messages that arrive together at the same time, so the second of two may be ready first, and the first
 * message of a person in a group even must be. This hands them to Baileys one after the other.
 */
import type { BinaryNode, WASocket } from "@whiskeysockets/baileys";

const MESSAGE = "CB:message";

/** Call it before the first message can arrive. */
export function keepMessageOrder({ ws }: Pick<WASocket, "ws">): void {
  const listeners = ws.listeners(MESSAGE);
  ws.removeAllListeners(MESSAGE);
  let tail: Promise<unknown> = Promise.resolve();
  ws.on(MESSAGE, (node: BinaryNode) => {
    // Messages from before the connection have a queue of their own in Baileys, which new ones would overtake.
    const { offline: _late, ...attrs } = node.attrs;
    for (const listener of listeners) tail = tail.then(() => listener({ ...node, attrs })).catch(() => {});
  });
}
