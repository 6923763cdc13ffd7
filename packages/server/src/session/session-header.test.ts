/** Where a session is read from, and where it is not. */
import { expect, test } from "vitest";
import { hasOldCookie, hasSession, readSession } from "./session-header.js";

const secret = "v".repeat(43);
const header = (...values: string[]) => values.flatMap((value) => ["X-TinyAGI-Session", value]);

test("the secret is read from its header, however the name is written", () => {
  for (const name of ["x-tinyagi-session", "X-TinyAGI-Session", "X-TINYAGI-SESSION"])
    expect(readSession([name, secret])).toBe(secret);
  expect(hasSession(["Host", "localhost"])).toBe(false);
});

test.each([
  [""],
  ["x"],
  [`${secret}v`],
  [`"${secret}"`],
  [`${secret}, ${secret}`],
  [secret, secret],
  [secret, ""],
])("%j %j is an attempt with no secret", (...values) => {
  const sent = header(...values.filter((value) => value !== undefined));
  expect(hasSession(sent)).toBe(true);
  expect(readSession(sent)).toBeUndefined();
});

test("a cookie is no session, under any name", () => {
  for (const name of ["tinyagi_session", "x-tinyagi-session", "tinyoffice.session"]) {
    expect(hasSession(["Cookie", `${name}=${secret}`])).toBe(false);
    expect(readSession(["Cookie", `${name}=${secret}`])).toBeUndefined();
  }
});

test("the cookie of earlier releases is recognised among others, and no similar one", () => {
  for (const cookie of [`tinyagi_session=${secret}`, "a=1; tinyagi_session=x", "a=1;tinyagi_session="])
    expect(hasOldCookie(["Cookie", cookie])).toBe(true);
  expect(hasOldCookie(["Cookie", "a=1", "Cookie", `tinyagi_session=${secret}`])).toBe(true);
  for (const cookie of [`xtinyagi_session=${secret}`, `tinyagi_session2=${secret}`, "a=tinyagi_session="])
    expect(hasOldCookie(["Cookie", cookie])).toBe(false);
});
