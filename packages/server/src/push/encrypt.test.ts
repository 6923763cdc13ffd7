/** @requirement PUSH-1 */
import { createECDH } from "node:crypto";
import { expect, test } from "vitest";
import { encryptNotice, isPoint, NOTICE_MAX_BYTES } from "./encrypt.js";

const to = {
  p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  auth: "BTBZMqHH6r4Tts7J_aSIgg",
};

test("a text is encrypted as in the example of RFC 8291", () => {
  const sender = createECDH("prime256v1");
  sender.setPrivateKey(Buffer.from("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "base64url"));
  const salt = Buffer.from("DGv6ra1nlYgDCS1FRnbzlw", "base64url");
  const body = encryptNotice("When I grow up, I want to be a watermelon", to, { salt, sender, padBytes: 1 });
  expect(body.toString("base64url")).toBe(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  );
});

test("a push service does not see how long a short text is, and takes the longest one", () => {
  const size = (text: string) => encryptNotice(text, to).length;
  expect(size("yes")).toBe(size("x".repeat(250)));
  expect(size("x".repeat(NOTICE_MAX_BYTES))).toBeLessThanOrEqual(4_096);
  expect(() => size("x".repeat(NOTICE_MAX_BYTES + 1))).toThrow(RangeError);
});

test("a key that is no point of the curve is recognised", () => {
  expect(isPoint(to.p256dh)).toBe(true);
  for (const wrong of ["", "A".repeat(87), `BA${"A".repeat(85)}`, to.p256dh.slice(0, 60)])
    expect(isPoint(wrong)).toBe(false);
});
