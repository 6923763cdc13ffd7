// Signs the list of checksums of a release. The private key is that of whoever releases: a PEM in TINYAGI_RELEASE_KEY, or the
// path of one in TINYAGI_RELEASE_KEY_FILE. Its public half is in packages/cli/src/update/release-keys.ts.
import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";

/** The signature in base64 with a line feed; undefined without a key. */
export function signSums(text, env) {
  const pem =
    env.TINYAGI_RELEASE_KEY ||
    (env.TINYAGI_RELEASE_KEY_FILE ? readFileSync(env.TINYAGI_RELEASE_KEY_FILE, "utf8") : undefined);
  if (pem === undefined) return undefined;
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== "ed25519") throw new Error("the release key is not an Ed25519 key");
  return `${sign(null, Buffer.from(text), key).toString("base64")}\n`;
}
