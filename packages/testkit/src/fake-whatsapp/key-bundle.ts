/** The public keys of a device, with which others write to it: in nodes, and as libsignal takes them. */
import {
  type BinaryNode,
  generateSignalPubKey,
  getBinaryNodeChild,
  KEY_BUNDLE_TYPE,
  type SignalRepositoryWithLIDStore,
} from "@whiskeysockets/baileys";
import { bigEndian, bytesIn, element, listChildren } from "./node.js";

export interface PublicKey {
  readonly id: number;
  readonly value: Uint8Array;
}

export interface SignedKey extends PublicKey {
  readonly signature: Uint8Array;
}

export interface KeyBundle {
  readonly registrationId: number;
  readonly identity: Uint8Array;
  readonly signed: SignedKey;
  /** Used once. */
  readonly once?: PublicKey | undefined;
}

export function bundleNodes({ registrationId, identity, signed, once }: KeyBundle): BinaryNode[] {
  const keyNode = (tag: string, key: PublicKey, more: BinaryNode[] = []): BinaryNode =>
    element(tag, {}, [element("id", {}, bigEndian(key.id, 3)), element("value", {}, key.value), ...more]);
  return [
    element("registration", {}, bigEndian(registrationId, 4)),
    element("type", {}, KEY_BUNDLE_TYPE),
    element("identity", {}, identity),
    keyNode("skey", signed, [element("signature", {}, signed.signature)]),
    ...(once === undefined ? [] : [keyNode("key", once)]),
  ];
}

/** What a client uploads: its bundle, and keys of which each is used once. */
export function readUpload(query: BinaryNode): { bundle: KeyBundle; once: PublicKey[] } {
  const skey = getBinaryNodeChild(query, "skey");
  if (skey === undefined) throw new Error("the upload lacks <skey>");
  return {
    bundle: {
      registrationId: Buffer.from(bytesIn(query, "registration")).readUIntBE(0, 4),
      identity: bytesIn(query, "identity"),
      signed: { ...readKey(skey), signature: bytesIn(skey, "signature") },
    },
    once: listChildren(getBinaryNodeChild(query, "list")).map(readKey),
  };
}

function readKey(node: BinaryNode): PublicKey {
  return { id: Buffer.from(bytesIn(node, "id")).readUIntBE(0, 3), value: bytesIn(node, "value") };
}

type E2ESession = Parameters<SignalRepositoryWithLIDStore["injectE2ESession"]>[0]["session"];

export function sessionFrom({ registrationId, identity, signed, once }: KeyBundle): E2ESession {
  return {
    registrationId,
    identityKey: generateSignalPubKey(identity),
    signedPreKey: {
      keyId: signed.id,
      publicKey: generateSignalPubKey(signed.value),
      signature: signed.signature,
    },
    ...(once === undefined
      ? {}
      : { preKey: { keyId: once.id, publicKey: generateSignalPubKey(once.value) } }),
  };
}
