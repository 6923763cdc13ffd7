/**
 * Verifies that a list of checksums was signed with a key of the project. Guarantees: as soon as this program knows a
 * key, a list without a valid signature is refused, whoever made its checksums. Pure but for the file it reads.
 */
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { CliError } from "../error/cli-error.js";
import { RELEASE_KEYS, type ReleaseKey } from "./release-keys.js";

const SIGNATURE = ".sig";

/** @returns whether one of the keys made this signature (base64) of the text */
export function isSignedBy(
  keys: readonly ReleaseKey[],
  { text, signature }: { text: string; signature: string },
): boolean {
  const bytes = Buffer.from(signature.trim(), "base64");
  return keys.some(({ publicKey }) => {
    const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
    return verify(null, Buffer.from(text), key, bytes);
  });
}

/**
 * @param path of the list; its signature is beside it, with the ending `.sig`
 * @param keys default: those of this program
 * @returns false when this program knows no key, so that nothing could be verified
 * @throws CliError when the signature is missing or not valid
 */
export function requireSignature(
  path: string,
  text: string,
  keys: readonly ReleaseKey[] = RELEASE_KEYS,
): boolean {
  if (keys.length === 0) return false;
  if (isSignedBy(keys, { text, signature: readIfThere(path + SIGNATURE) })) return true;
  throw new CliError("INVALID_INPUT", `${path} has no valid signature of the project; nothing was changed.`, {
    hint: `Download the file, SHA256SUMS and SHA256SUMS${SIGNATURE} again, from the releases of the project`,
  });
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
