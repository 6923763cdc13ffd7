import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { signSums } from "../../../../scripts/support/sign-sums.mjs";
import { RELEASE_KEYS } from "./release-keys.js";
import { isSignedBy, requireSignature } from "./release-signature.js";

const LIST = `${"a".repeat(64)}  tinyagi-1.0.0.tgz\n`;

function keyPair() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const der = publicKey.export({ format: "der", type: "spki" }).toString("base64");
  const pem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  const signed = (text: string) => sign(null, Buffer.from(text), privateKey).toString("base64");
  return { key: { publicKey: der }, pem, signed };
}

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-signed-"));
  path = join(folder, "SHA256SUMS");
  writeFileSync(path, LIST);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a list of checksums", () => {
  it("that a known key signed is accepted, also when another key is known", () => {
    const [ours, older] = [keyPair(), keyPair()];
    writeFileSync(`${path}.sig`, ours.signed(LIST));
    expect(requireSignature(path, LIST, [older.key, ours.key])).toBe(true);
  });

  it.each<[string, (ours: ReturnType<typeof keyPair>) => string]>([
    ["another key signed", () => keyPair().signed(LIST)],
    ["was changed after it was signed", (ours) => ours.signed(LIST.replace("1.0.0", "1.0.1"))],
    ["has half a signature", (ours) => ours.signed(LIST).slice(0, 40)],
    ["has words for a signature", () => "this is no signature"],
  ])("that %s is refused", (_what, signatureOf) => {
    const ours = keyPair();
    writeFileSync(`${path}.sig`, signatureOf(ours));
    expect(() => requireSignature(path, LIST, [ours.key])).toThrow("no valid signature of the project");
  });

  it("without a signature is refused, as soon as a key is known", () => {
    expect(() => requireSignature(path, LIST, [keyPair().key])).toThrow("no valid signature");
    expect(requireSignature(path, LIST, [])).toBe(false);
  });

  it("is signed by the packing script with the key of its environment, and only with one", () => {
    const ours = keyPair();
    expect(signSums(LIST, {})).toBeUndefined();
    const pemFile = join(folder, "release.pem");
    writeFileSync(pemFile, ours.pem);
    for (const env of [{ TINYAGI_RELEASE_KEY: ours.pem }, { TINYAGI_RELEASE_KEY_FILE: pemFile }])
      expect(isSignedBy([ours.key], { text: LIST, signature: signSums(LIST, env) ?? "" })).toBe(true);
  });
});

it("every key of this program can be read", () => {
  for (const key of RELEASE_KEYS) expect(isSignedBy([key], { text: "", signature: "" })).toBe(false);
});
