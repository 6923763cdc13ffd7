/**
 * Baileys starts to work on messages that arrive together at the same time, and then decrypts all messages of the account
 * one after the other. This hands them over in order for each chat: what takes long in one chat, such as a large file,
 * delays no other. A message that must be encrypted again keeps its place.
 */
import { createChatLanes, type Timing } from "@tinyagi/channels";
import { type BinaryNode, jidNormalizedUser, type WASocket } from "@whiskeysockets/baileys";

const MESSAGE = "CB:message";
/** So long a chat waits for a copy. A phone that is not online sends it later, and out of order. */
const COPY_MS = 30_000;
const VIEW_ONCE: ReadonlySet<string> = new Set(["view_once", "view_once_unavailable_fanout"]);

export interface MessageOrder {
  /** The message cannot be read. Its sender's phone is asked for a copy with the same id. */
  awaitCopy(message: BinaryNode): void;
}

export interface OrderOptions {
  readonly timing: Timing;
  readonly signal: AbortSignal;
  /** Takes a message that WhatsApp shows only on the phone. Rejects when the channel stops. */
  takeViewOnce(message: BinaryNode): Promise<void>;
}

/** Call it before the first message can arrive. */
export function keepMessageOrder(
  { ws, messageMutex }: Pick<WASocket, "ws" | "messageMutex">,
  { timing, signal, takeViewOnce }: OrderOptions,
): MessageOrder {
  const listeners = ws.listeners(MESSAGE);
  const lanes = createChatLanes();
  /** Ends the wait for each copy. */
  const awaited = new Map<string, AbortController>();
  ws.removeAllListeners(MESSAGE);
  // Its order is that of the whole account. The keys of a session or group have locks of their own.
  messageMutex.mutex = async (work) => work();

  async function handle(node: BinaryNode): Promise<void> {
    // Messages from before the connection have a queue of their own in Baileys, which new ones would overtake.
    const { offline: _late, ...attrs } = node.attrs;
    // Not taken: not confirmed either, so that WhatsApp delivers it again.
    if (isViewOnce(node) && !(await takeViewOnce(node).then(isDone, isNotDone))) return;
    for (const listener of listeners) await Promise.resolve(listener({ ...node, attrs })).catch(() => {});
  }

  async function handleInTurn(node: BinaryNode): Promise<void> {
    await handle(node);
    const copy = awaited.get(toKey(node));
    if (copy === undefined) return;
    await timing.sleep(COPY_MS, AbortSignal.any([signal, copy.signal])).catch(() => {});
    awaited.delete(toKey(node));
  }

  ws.on(MESSAGE, (node: BinaryNode) => {
    const original = awaited.get(toKey(node));
    // The copy takes the place of the original, which its chat waits at.
    if (original !== undefined) void handle(node).then(() => original.abort());
    else void lanes.run(toChat(node), () => handleInTurn(node));
  });
  return { awaitCopy: (message) => void awaited.set(toKey(message), new AbortController()) };
}

const isDone = () => true;
const isNotDone = () => false;

/** It says that there is a message, and has nothing of it. */
function isViewOnce({ content }: BinaryNode): boolean {
  if (!Array.isArray(content) || content.some(({ tag }) => tag === "enc")) return false;
  return content.some(({ tag, attrs }) => tag === "unavailable" && VIEW_ONCE.has(attrs.type ?? ""));
}

/** The chat with oneself names oneself twice. */
function toChat({ attrs: { from = "", recipient = from } }: BinaryNode): string {
  return jidNormalizedUser(recipient);
}

function toKey(message: BinaryNode): string {
  const { id, participant = "" } = message.attrs;
  return `${toChat(message)} ${participant} ${id}`;
}
