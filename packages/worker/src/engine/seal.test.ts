import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { KEY_BYTES, seal, unseal } from "./seal.js";

const key = randomBytes(KEY_BYTES);
const at = { stream: "tinyagi:home:nas:up", id: "3-7" };
const sealed = seal(key, "text ü", at);

test("a sealed text opens with its key, at its place", () => {
  expect(unseal(key, sealed, at)).toBe("text ü");
});

test.each([
  ["with another key", () => unseal(randomBytes(KEY_BYTES), sealed, at)],
  ["in another stream", () => unseal(key, sealed, { ...at, stream: "tinyagi:home:nas:down" })],
  ["with another id", () => unseal(key, sealed, { ...at, id: "3-8" })],
  [
    "when a bit has changed",
    () => unseal(key, Buffer.from(sealed.map((byte, n) => (n === 15 ? byte ^ 1 : byte))), at),
  ],
  ["when its end is missing", () => unseal(key, sealed.subarray(0, -1), at)],
  ["when it is shorter than a seal", () => unseal(key, Buffer.from("[]"), at)],
])("a sealed text does not open %s", (_name, open) => {
  expect(open()).toBeUndefined();
});
