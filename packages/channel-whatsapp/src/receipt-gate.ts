/**
 * Baileys confirms a message to WhatsApp as soon as it is decrypted, before anybody sees it. This makes it wait: a message
 * counts as decrypted only when TinyAGI took it. Until then WhatsApp keeps it, and delivers it again after a crash.
 *
 * A message that comes again cannot be decrypted a second time, because its key is used up. Baileys would drop it as a
 * duplicate; here the sender's phone is asked to encrypt it again, and TinyAGI tells whether it had it already.
 */
import {
  type BinaryNode,
  DEFAULT_CONNECTION_CONFIG,
  MISSING_KEYS_ERROR_TEXT,
  type SocketConfig,
} from "@whiskeysockets/baileys";

/**
 * Resolves when TinyAGI took the message, or cannot read it. Rejects when the channel stops.
 *
 * @param plain undefined for a message to view once, which WhatsApp does not send to linked devices
 */
export type TakeMessage = (stanza: BinaryNode, plain: Uint8Array | undefined) => Promise<void>;

/** What stands behind the gate. It needs the socket, which needs the gate. */
export interface Receiver {
  readonly take: TakeMessage;
  /** A message cannot be decrypted a second time: its sender is asked for a copy. */
  readonly comesAgain: (stanza: BinaryNode) => void;
}

export interface ReceiptGate {
  /** Called before the socket has read its first message. */
  connect(receiver: Receiver): void;
  readonly makeSignalRepository: SocketConfig["makeSignalRepository"];
  /** Tells of each node before Baileys processes it. */
  seen(node: unknown): void;
}

export function createReceiptGate(): ReceiptGate {
  let receiver: Receiver | undefined;
  /** Encrypted parts of messages, and the messages that they belong to. */
  const stanzas = new WeakMap<Uint8Array, BinaryNode>();

  async function pass(ciphertext: Uint8Array, decrypt: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const stanza = stanzas.get(ciphertext);
    const plain = await decrypt().catch((error: unknown) => {
      if (!isUsedUp(error)) throw error;
      if (stanza !== undefined) receiver?.comesAgain(stanza);
      throw new Error("this message came before", { cause: error });
    });
    if (stanza !== undefined) {
      if (receiver === undefined) throw new Error("A message came before the gate was connected.");
      // The channel stops: neither confirm nor refuse.
      await receiver.take(stanza, plain).catch(() => new Promise<never>(() => {}));
    }
    return plain;
  }

  return {
    connect(next) {
      receiver = next;
    },
    seen(node) {
      if (!isMessage(node) || !Array.isArray(node.content)) return;
      for (const { content } of node.content) if (content instanceof Uint8Array) stanzas.set(content, node);
    },
    makeSignalRepository(...options) {
      const signal = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(...options);
      const { decryptMessage, decryptGroupMessage } = signal;
      return {
        ...signal,
        decryptMessage: (message) => pass(message.ciphertext, () => decryptMessage(message)),
        decryptGroupMessage: (message) => pass(message.msg, () => decryptGroupMessage(message)),
      };
    },
  };
}

function isUsedUp(error: unknown): boolean {
  return error instanceof Error && error.message === MISSING_KEYS_ERROR_TEXT;
}

function isMessage(node: unknown): node is BinaryNode {
  return typeof node === "object" && node !== null && "tag" in node && node.tag === "message";
}
