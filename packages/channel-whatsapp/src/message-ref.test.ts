import { expect, test } from "vitest";
import { toMessageKey, toRefId } from "./message-ref.js";

const GROUP = "123-456@g.us";
const EVE = "4915550001:7@s.whatsapp.net";

test("in a group, the id names the author, whatever the id of the message contains", () => {
  for (const id of ["3EB0AA", "a/b", "/", `${EVE}/x`]) {
    const key = { remoteJid: GROUP, participant: EVE, id };
    expect(toMessageKey(GROUP, toRefId(key))).toEqual({ ...key, fromMe: false });
  }
});

test("in a direct chat, the id is that of the message", () => {
  const key = { remoteJid: EVE, id: "a/b" };
  expect(toRefId(key)).toBe("a/b");
  expect(toMessageKey(EVE, "a/b")).toEqual({ ...key, fromMe: false });
});

test("an id of an older release names no author in a group", () => {
  expect(toMessageKey(GROUP, "3EB0AA")).toBeUndefined();
  expect(toMessageKey(GROUP, "/3EB0AA")).toBeUndefined();
});
