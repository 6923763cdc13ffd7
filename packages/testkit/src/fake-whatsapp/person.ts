/** A person with one phone: their keys, and what they encrypt and decrypt. */
import {
  addTransactionCapability,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  encodeWAMessage,
  initAuthCreds,
  proto,
  unpadRandomMax16,
} from "@whiskeysockets/baileys";
import { type KeyBundle, sessionFrom } from "./key-bundle.js";
import { memoryKeys } from "./memory-keys.js";
import { SILENT } from "./silent-logger.js";

/** A part of an encrypted message. */
export interface Sealed {
  readonly type: string;
  readonly bytes: Uint8Array;
}

export interface Person {
  /** Phone number as WhatsApp writes it: `4915550001@s.whatsapp.net`. */
  readonly jid: string;
  /** The id that hides the number. */
  readonly lid: string;
  readonly name: string;
  /** The device has new keys: what was agreed with the old ones is void. */
  forget(device: string): Promise<void>;
  /** A bundle with a fresh one-time key. */
  bundle(): Promise<KeyBundle>;
  seal(to: string, message: proto.IMessage | Uint8Array, bundleOfReceiver: () => KeyBundle): Promise<Sealed>;
  /** For a group: the message, and before it what lets the receiver read it. */
  sealForGroup(
    group: string,
    message: proto.IMessage | Uint8Array,
    receiver: { jid: string; bundle: () => KeyBundle },
  ): Promise<Sealed[]>;
  open(from: string, sealed: Sealed, group?: string): Promise<proto.IMessage>;
}

function toBytes(message: proto.IMessage | Uint8Array): Uint8Array {
  return message instanceof Uint8Array ? message : encodeWAMessage(message);
}

export function createPerson({ jid, lid, name }: Pick<Person, "jid" | "lid" | "name">): Person {
  const creds = initAuthCreds();
  const keys = addTransactionCapability(memoryKeys(), SILENT, {
    maxCommitRetries: 1,
    delayBetweenTriesMs: 0,
  });
  const signal = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds, keys }, SILENT);
  let nextKey = 1;

  const seal: Person["seal"] = async (to, message, bundleOfReceiver) => {
    const { exists } = await signal.validateSession(to);
    if (!exists) await signal.injectE2ESession({ jid: to, session: sessionFrom(bundleOfReceiver()) });
    const { type, ciphertext } = await signal.encryptMessage({ jid: to, data: toBytes(message) });
    return { type, bytes: ciphertext };
  };

  return {
    jid,
    lid,
    name,
    seal,
    forget: (device) => signal.deleteSession([device]),
    async bundle() {
      const id = nextKey++;
      const pair = Curve.generateKeyPair();
      await keys.set({ "pre-key": { [id]: pair } });
      const { signedPreKey, signedIdentityKey, registrationId } = creds;
      const { keyId, keyPair, signature } = signedPreKey;
      return {
        registrationId,
        identity: signedIdentityKey.public,
        signed: { id: keyId, value: keyPair.public, signature },
        once: { id, value: pair.public },
      };
    },
    async sealForGroup(group, message, receiver) {
      const { ciphertext, senderKeyDistributionMessage } = await signal.encryptGroupMessage({
        group,
        meId: jid,
        data: toBytes(message),
      });
      const introduction = {
        senderKeyDistributionMessage: {
          groupId: group,
          axolotlSenderKeyDistributionMessage: senderKeyDistributionMessage,
        },
      };
      return [await seal(receiver.jid, introduction, receiver.bundle), { type: "skmsg", bytes: ciphertext }];
    },
    async open(from, { type, bytes }, group) {
      const plain =
        type === "skmsg" && group !== undefined
          ? await signal.decryptGroupMessage({ group, authorJid: from, msg: bytes })
          : await signal.decryptMessage({
              jid: from,
              type: type === "pkmsg" ? "pkmsg" : "msg",
              ciphertext: bytes,
            });
      const message = proto.Message.decode(unpadRandomMax16(plain));
      const introduction = message.senderKeyDistributionMessage;
      if (introduction)
        await signal.processSenderKeyDistributionMessage({ authorJid: from, item: introduction });
      return message;
    },
  };
}
