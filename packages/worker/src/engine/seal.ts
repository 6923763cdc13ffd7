/**
 * Seals what passes through the engine, which may belong to somebody else: AES-256-GCM, with the stream and the id of
 * the entry as associated data. So an entry cannot be read, changed, or put in another place.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** What a seal adds to a text. */
export const SEAL_BYTES = NONCE_BYTES + TAG_BYTES;

/** Where a sealed text stands. Nowhere else it opens. */
export interface SealedAt {
  readonly stream: string;
  readonly id: string;
}

export function seal(key: Buffer, text: string, at: SealedAt): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(toData(at));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
}

/** @returns undefined when it was not sealed with this key for this place */
export function unseal(key: Buffer, sealed: Buffer, at: SealedAt): string | undefined {
  if (sealed.length < SEAL_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(toData(at));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const text = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    // The tag is wrong: that is the answer.
    return undefined;
  }
}

function toData({ stream, id }: SealedAt): Buffer {
  return Buffer.from(JSON.stringify([stream, id]));
}
