/**
 * Encrypts a notification for one browser: message encryption for Web Push (RFC 8291) with `aes128gcm` (RFC 8188). The push
 * service in between sees only a length, which is padded. Pure but for the random parts, which a test gives.
 */
import { createCipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from "node:crypto";

const CURVE = "prime256v1";
const KEY_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SALT_BYTES = 16;
const SECRET_BYTES = 32;
/** Push services take 4,096 bytes: a header of 86, the text, a delimiter, the tag. */
export const NOTICE_MAX_BYTES = 3_000;
const PAD_BYTES = 256;
const RECORD_BYTES = 4_096;
const DELIMITER = 2;

export interface Recipient {
  /** Public key of the browser: 65 bytes, base64url. */
  readonly p256dh: string;
  /** 16 bytes, base64url. */
  readonly auth: string;
}

interface Choices {
  readonly salt: Buffer;
  readonly sender: ECDH;
  /** The text is padded to a multiple of as many bytes. */
  readonly padBytes: number;
}

function draw(): Choices {
  const sender = createECDH(CURVE);
  sender.generateKeys();
  return { salt: randomBytes(SALT_BYTES), sender, padBytes: PAD_BYTES };
}

/**
 * @returns the body of the request to the push service
 * @throws RangeError for a text above {@link NOTICE_MAX_BYTES}; an error of the cryptography for a key that is no point of the curve
 */
export function encryptNotice(text: string, to: Recipient, choices: Choices = draw()): Buffer {
  const plain = Buffer.from(text, "utf8");
  if (plain.length > NOTICE_MAX_BYTES) throw new RangeError("the notification is too long");
  const { salt, sender, padBytes } = choices;
  const from = sender.getPublicKey();
  const receiver = Buffer.from(to.p256dh, "base64url");
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), receiver, from]);
  const shared = derive(
    sender.computeSecret(receiver),
    Buffer.from(to.auth, "base64url"),
    info,
    SECRET_BYTES,
  );
  const key = derive(shared, salt, Buffer.from("Content-Encoding: aes128gcm\0"), KEY_BYTES);
  const nonce = derive(shared, salt, Buffer.from("Content-Encoding: nonce\0"), NONCE_BYTES);
  const cipher = createCipheriv("aes-128-gcm", key, nonce, { authTagLength: TAG_BYTES });
  const padding = Buffer.alloc(padBytes - (plain.length % padBytes));
  padding[0] = DELIMITER;
  const sealed = Buffer.concat([cipher.update(plain), cipher.update(padding), cipher.final()]);
  const sizes = Buffer.alloc(5);
  sizes.writeUInt32BE(RECORD_BYTES);
  sizes.writeUInt8(from.length, 4);
  return Buffer.concat([salt, sizes, from, sealed, cipher.getAuthTag()]);
}

function derive(secret: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, bytes));
}

/** Whether a browser's public key is a point of the curve. */
export function isPoint(p256dh: string): boolean {
  const probe = createECDH(CURVE);
  probe.generateKeys();
  try {
    probe.computeSecret(Buffer.from(p256dh, "base64url"));
    return true;
  } catch {
    // That is the answer.
    return false;
  }
}
