/**
 * The phone's side of linking a device, by QR code or by a typed code. Both end in the same `pair-success`, which proves
 * to the device that the phone knows its secret.
 */
import { randomBytes } from "node:crypto";
import {
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  type BinaryNode,
  Curve,
  derivePairingCodeKey,
  getBinaryNodeChild,
  hkdf,
  hmacSign,
  type KeyPair,
  proto,
  S_WHATSAPP_NET,
  WA_ADV_ACCOUNT_SIG_PREFIX,
} from "@whiskeysockets/baileys";
import { bytesIn, element } from "./node.js";

/** The account that a device is linked to. */
export interface LinkedAccount {
  readonly deviceJid: string;
  readonly lid: string;
  readonly key: KeyPair;
}

/** What the content of a QR code says. @throws when it is none of a device to link */
export function readQr(qr: string): { ref: string; identity: Buffer; secret: Buffer } {
  const [ref, , identity, secret] = (qr.split("#")[1] ?? "").split(",");
  if (ref === undefined || identity === undefined || secret === undefined)
    throw new Error("this QR code is not one of a device to link");
  return { ref, identity: Buffer.from(identity, "base64"), secret: Buffer.from(secret, "base64") };
}

export function pairSuccess(
  account: LinkedAccount,
  { identity, secret }: { identity: Uint8Array; secret: Uint8Array },
): BinaryNode {
  const details = proto.ADVDeviceIdentity.encode({ rawId: 1, timestamp: 1, keyIndex: 1 }).finish();
  const signed = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: account.key.public,
    accountSignature: Curve.sign(
      account.key.private,
      Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, identity]),
    ),
  }).finish();
  const proof = proto.ADVSignedDeviceIdentityHMAC.encode({
    details: signed,
    hmac: hmacSign(Buffer.from(signed), secret),
  }).finish();
  return element("iq", { from: S_WHATSAPP_NET, type: "set", id: "pair-success", xmlns: "md" }, [
    element("pair-success", {}, [
      element("device-identity", {}, proof),
      element("device", { jid: account.deviceJid, lid: account.lid }),
      element("platform", { name: "android" }),
    ]),
  ]);
}

/** A device that waits for its code to be typed on the phone. */
export interface CodeLinking {
  /** What the phone sends when the person typed the code. */
  greeting(code: string): Promise<BinaryNode>;
  /** Reads the device's answer. @throws when the code was wrong */
  finish(answer: BinaryNode): { identity: Uint8Array; secret: Uint8Array };
}

export function startCodeLinking(hello: BinaryNode, account: LinkedAccount): CodeLinking {
  const wrapped = Buffer.from(bytesIn(hello, "link_code_pairing_wrapped_companion_ephemeral_pub"));
  const ephemeral = Curve.generateKeyPair();
  let theirs: Buffer = Buffer.alloc(0);
  return {
    async greeting(code) {
      const key = await derivePairingCodeKey(code, wrapped.subarray(0, 32));
      theirs = aesDecryptCTR(wrapped.subarray(48), key, wrapped.subarray(32, 48));
      const salt = randomBytes(32);
      const iv = randomBytes(16);
      const ours = aesEncryptCTR(ephemeral.public, await derivePairingCodeKey(code, salt), iv);
      return element(
        "notification",
        { from: S_WHATSAPP_NET, type: "link_code_companion_reg", id: "code-1", t: "1" },
        [
          element("link_code_companion_reg", { stage: "primary_hello" }, [
            element("link_code_pairing_ref", {}, Buffer.from("ref-1")),
            element("primary_identity_pub", {}, account.key.public),
            element("link_code_pairing_wrapped_primary_ephemeral_pub", {}, Buffer.concat([salt, iv, ours])),
          ]),
        ],
      );
    },
    finish(answer) {
      const bundle = Buffer.from(bytesIn(answer, "link_code_pairing_wrapped_key_bundle"));
      const shared = Curve.sharedKey(ephemeral.private, theirs);
      const key = hkdf(shared, 32, {
        salt: bundle.subarray(0, 32),
        info: "link_code_pairing_key_bundle_encryption_key",
      });
      const plain = aesDecryptGCM(bundle.subarray(44), key, bundle.subarray(32, 44), Buffer.alloc(0));
      const identity = plain.subarray(0, 32);
      const material = Buffer.concat([
        shared,
        Curve.sharedKey(account.key.private, identity),
        plain.subarray(64),
      ]);
      return { identity, secret: Buffer.from(hkdf(material, 32, { info: "adv_secret" })) };
    },
  };
}

export function parseCodeLinking(query: BinaryNode): { node: BinaryNode; stage: string } | undefined {
  const node = getBinaryNodeChild(query, "link_code_companion_reg");
  return node === undefined ? undefined : { node, stage: node.attrs.stage ?? "" };
}
