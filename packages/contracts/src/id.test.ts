import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  channelSchema,
  clientMessageIdSchema,
  displayNameSchema,
  entityIdSchema,
  isEntityId,
  plainTextSchema,
} from "./id.js";

describe("ids of agents and teams", () => {
  test.each(["a", "coder", "team-1", "a_b", `a${"b".repeat(31)}`])("%j is valid", (id) => {
    expect(isEntityId(id)).toBe(true);
    expect(entityIdSchema.safeParse(id).success).toBe(true);
  });

  // @requirement SECURE-2
  test.each([
    "",
    "A",
    "1a",
    "-a",
    "_a",
    "a b",
    "a/b",
    "..",
    "a\u0000",
    "ä",
    `a${"b".repeat(32)}`,
    "__proto__",
    "constructor",
    "tostring",
    "hasownproperty",
    "valueof",
    "default",
    "system",
    "user",
  ])("%j is invalid", (id) => {
    expect(isEntityId(id)).toBe(false);
    expect(entityIdSchema.safeParse(id).success).toBe(false);
  });

  test("a valid id contains only lower-case letters, digits, _ and -", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (isEntityId(text)) expect(text).toMatch(/^[a-z][a-z0-9_-]*$/);
      }),
    );
  });
});

test.each(["Coder", "  A  B ", "cafe\u0301", "程序员", "Ops 👩‍💻", "می‌خواهم"])(
  "%j names an agent",
  (name) => {
    expect(displayNameSchema.safeParse(name).success).toBe(true);
  },
);

test.each([
  "",
  " ",
  "a\nb",
  "a\tb",
  "a\u001b[31mb",
  "a\u0000",
  "a\u202eb",
  "\u200b",
  "a\u200bb",
  "x".repeat(101),
])("%j does not name an agent", (name) => {
  expect(displayNameSchema.safeParse(name).success).toBe(false);
});

test("message ids of clients are printable and bounded", () => {
  for (const id of ["m1", "1234567890", "true_120363@g.us_3EB0", "a:b.c+d=="])
    expect(clientMessageIdSchema.safeParse(id).success).toBe(true);
  for (const id of [
    "",
    " ",
    "a b",
    "../x",
    "a\n",
    "-a",
    "x".repeat(201),
    "\u202eabc",
    "toString",
    "constructor",
  ])
    expect(clientMessageIdSchema.safeParse(id).success).toBe(false);
});

test("channels are lower-case words", () => {
  expect(channelSchema.safeParse("discord").success).toBe(true);
  for (const channel of ["", "Discord", "a b", "__proto__", "constructor"])
    expect(channelSchema.safeParse(channel).success).toBe(false);
});

test("plain text has no control characters and keeps its direction", () => {
  for (const text of ["", "Ada Lovelace", "@ada:example.org", "a/b", "שלום", "👩\u200d🚀"])
    expect(plainTextSchema.safeParse(text).success).toBe(true);
  for (const text of ["a\u0000b", "a\nb", "\u001b[2J", "\u202eabc", "a\u2066b", "a\u2028b", "\u009b1m"])
    expect(plainTextSchema.safeParse(text).success).toBe(false);
});
