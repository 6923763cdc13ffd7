import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { type Invitation, readJoinCode, writeJoinCode } from "./join-code.js";

const INVITATION: Invitation = {
  url: "rediss://home.example:6380",
  ca: "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n",
  homeId: "0a1b2c",
  name: "nas",
  slots: 8,
  secret: "a".repeat(43),
};
const pack = (value: unknown) => `tgw1_${deflateRawSync(JSON.stringify(value)).toString("base64url")}`;

test("a code says what a machine needs, also with spaces around it", () => {
  expect(readJoinCode(writeJoinCode(INVITATION))).toEqual(INVITATION);
  expect(readJoinCode(` ${writeJoinCode(INVITATION)}\n`)).toEqual(INVITATION);
});

test.each([
  ["a text", "hello"],
  ["a code that was cut off", writeJoinCode(INVITATION).slice(0, 60)],
  ["a code of another format", writeJoinCode(INVITATION).replace("tgw1_", "tgw2_")],
  ["a name that is a key of other streams", pack({ ...INVITATION, name: "a:b*" })],
  ["more than a code can be", pack({ ...INVITATION, url: "x".repeat(100_000) })],
  ["a code that grows without end", pack("x".repeat(10_000_000))],
])("%s is no code", (_what, code) => {
  expect(readJoinCode(code)).toBeUndefined();
});
