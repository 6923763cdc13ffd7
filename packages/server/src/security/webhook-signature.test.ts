/** The two signature schemes share a secret. No signature may be valid in both. @requirement SECURE-5 */
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkSignature, type Delivery, signBody } from "./webhook-signature.js";

const SECRET = "s3cret-of-the-hook-0123456789";
const TIME_S = 1_700_000_000;
const NOW = TIME_S * 1_000;

const mac = (text: string): string => createHmac("sha256", SECRET).update(text).digest("hex");
const check = (name: string, value: string, body: string): Delivery | undefined =>
  checkSignature(
    { header: (wanted) => (wanted === name ? [value] : []), body: Buffer.from(body) },
    { secret: SECRET, now: NOW },
  );
const asOwn = (body: string, hex: string) => check("x-tinyagi-signature", `t=${TIME_S},v1=${hex}`, body);
const asGithub = (body: string, hex: string) => check("x-hub-signature-256", `sha256=${hex}`, body);

/** JSON documents a sender could sign, with bare numbers more often than chance would give. */
const documents = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.nat().map(String),
  fc.nat({ max: 999_999 }).map((fraction) => `${TIME_S}.${fraction}`),
);

describe("a signature", () => {
  test("is accepted in the scheme it was made for", () => {
    const body = '{"order":7}';
    expect(check("x-tinyagi-signature", signBody(body, { secret: SECRET, now: NOW }), body)).toBeDefined();
    expect(asGithub(body, mac(body))).toBeDefined();
  });

  test("of TinyAGI's scheme is never accepted as one of GitHub's", () => {
    fc.assert(
      fc.property(documents, (body) => {
        const text = `${TIME_S}.${body}`;
        expect(asGithub(text, mac(text))).toBeUndefined();
      }),
    );
  });

  test("of GitHub's scheme is never accepted as one of TinyAGI's", () => {
    const prefix = `${TIME_S}.`;
    fc.assert(
      fc.property(documents, (body) => {
        const rest = body.startsWith(prefix) ? body.slice(prefix.length) : body;
        expect(asOwn(rest, mac(body))).toBeUndefined();
      }),
    );
  });

  test("over a body that is a bare number is refused in both schemes", () => {
    expect(asOwn("7", mac(`${TIME_S}.7`))).toBeUndefined();
    expect(asGithub("7", mac("7"))).toBeUndefined();
  });
});
