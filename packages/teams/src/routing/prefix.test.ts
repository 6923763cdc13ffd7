import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDirectory, createLookup } from "./directory.js";
import { office, settingsWith } from "./fixture.js";
import { parsePrefix, unknownPrefix } from "./prefix.js";

const lookup = createLookup(office());

/** `agent[/team],…: text`, or null. */
function brief(text: string): string | null {
  const prefix = parsePrefix(text, lookup);
  if (prefix === null) return null;
  const names = prefix.addresses.map(({ agentId, teamId }) =>
    teamId === null ? agentId : `${agentId}/${teamId}`,
  );
  return `${names.join(",")}: ${prefix.text}`;
}

describe("a prefix", () => {
  it.each([
    ["@coder fix", "coder: fix"],
    ["\n\t@coder: fix", "coder: fix"],
    ["@coder : fix", "coder: : fix"],
    ["@coder:: fix", "coder: : fix"],
    ["@coder", "coder: "],
    ["@coder:", "coder: "],
    ["@coder,", "coder: "],
    ["@coder,reviewer", "coder,reviewer: "],
    ["@coder,@reviewer,kim: x", "coder,reviewer,kim: x"],
    ["@coder,  @dev x", "coder,coder/dev: x"],
    ["@Ann Smith,coder: x", "writer,coder: x"],
    ["@Ann: Smith", "kim: Smith"],
    ["@coder,\n@reviewer: x", "coder: @reviewer: x"],
    ["@coder\u00a0fix", "coder: fix"],
    ["@coder 🙂 [@kim: x]", "coder: 🙂 [@kim: x]"],
  ])("%j", (text, expected) => {
    expect(brief(text)).toBe(expected);
  });

  it.each([
    "",
    "coder fix",
    "@",
    "@ coder",
    "@coderx",
    "@coder.",
    "@coder;x",
    "@@coder x",
    "x @coder y",
    "@nobody x",
    "@user x",
  ])("is not found in %j", (text) => {
    expect(brief(text)).toBeNull();
  });

  it("never matches part of a name", () => {
    const names = createLookup(
      createDirectory(settingsWith({ a: "Ann", b: "Ann Marie", c: "Ann Marie Smith" })),
    );
    const found = (text: string) => parsePrefix(text, names);
    expect(found("@Ann Marie Smith go")).toMatchObject({ addresses: [{ agentId: "c" }], text: "go" });
    expect(found("@Ann Marie Smithson go")).toMatchObject({
      addresses: [{ agentId: "b" }],
      text: "Smithson go",
    });
    expect(found("@Ann Mari go")).toMatchObject({ addresses: [{ agentId: "a" }], text: "Mari go" });
  });

  it("keeps any text unchanged", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom("@coder ", "@CODER: ", "  @coder:\n"),
        (text, prefix) => {
          fc.pre(!/^\s*,/.test(text));
          expect(parsePrefix(prefix + text, lookup)).toMatchObject({
            addresses: [{ agentId: "coder", teamId: null }],
            text: text.trim(),
          });
        },
      ),
    );
  });
});

describe("a prefix with an unknown id", () => {
  it.each([
    ["@Nobody x", "nobody"],
    [" @a_b-9: x", "a_b-9"],
    ["@x", "x"],
    ["@x,y z", "x"],
  ])("is found in %j", (text, name) => {
    expect(unknownPrefix(text)).toBe(name);
  });

  it.each(["x @y", "@types/node", "@9lives", "@ä b", `@${"a".repeat(33)} x`, "@", "@a.b"])(
    "is not found in %j",
    (text) => {
      expect(unknownPrefix(text)).toBeNull();
    },
  );
});
