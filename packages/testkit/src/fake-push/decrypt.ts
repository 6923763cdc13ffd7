/** What a browser does with a push message: RFC 8291 and RFC 8188, read from the side of the receiver. */
import { createDecipheriv, type ECDH, hkdfSync } from "node:crypto";

const TAG_BYTES = 16;
const SALT_BYTES = 16;
const DELIMITER = 2;

/** @throws an error for a body that was not made for this key and secret */
export function decryptPush(body: Buffer, keys: { receiver: ECDH; auth: Buffer }): string {
  const salt = body.subarray(0, SALT_BYTES);
  const recordBytes = body.readUInt32BE(SALT_BYTES);
  const from = body.subarray(SALT_BYTES + 5, SALT_BYTES + 5 + body.readUInt8(SALT_BYTES + 4));
  const sealed = body.subarray(SALT_BYTES + 5 + from.length);
  if (sealed.length > recordBytes || body.length > 4_096) throw new Error("more than one record");
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), keys.receiver.getPublicKey(), from]);
  const shared = derive(keys.receiver.computeSecret(from), keys.auth, info, 32);
  const key = derive(shared, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = derive(shared, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
  const decipher = createDecipheriv("aes-128-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  let end = plain.length - 1;
  while (end >= 0 && plain[end] === 0) end -= 1;
  if (plain[end] !== DELIMITER) throw new Error("the last record has no delimiter");
  return plain.subarray(0, end).toString("utf8");
}

function derive(secret: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, bytes));
}
