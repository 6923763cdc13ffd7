import { describe, expect, it } from "vitest";
import { office } from "./fixture.js";
import { parseUserMessage, type UserRoute } from "./user-message.js";

const route = (text: string): UserRoute => parseUserMessage(text, office());

/** `preamble | agent[/team]: instruction | …`, or the kind of route when the text is not a chain. */
function brief(text: string): string {
  const found = route(text);
  if (found.kind !== "chain") return found.kind;
  const steps = found.steps.map(
    ({ agentId, teamId, instruction }) => `${agentId}${teamId === null ? "" : `/${teamId}`}: ${instruction}`,
  );
  return [found.preamble, ...steps].join(" | ");
}

describe("an explicit chain", () => {
  it.each([
    [
      "@coder: draft the fix. When done, @reviewer: review it",
      " | coder: draft the fix. | reviewer: review it",
    ],
    ["@coder: draft, then @reviewer: review", " | coder: draft | reviewer: review"],
    ["@coder: draft and then @reviewer: review", " | coder: draft | reviewer: review"],
    ["@coder: draft. After that, @reviewer: review", " | coder: draft. | reviewer: review"],
    ["@coder: draft.\n\nAnd when done\n@reviewer: review", " | coder: draft. | reviewer: review"],
    ["@coder: draft (v2) THEN @Reviewer: review", " | coder: draft (v2) | reviewer: review"],
    ["@coder draft; then @dev: ship", " | coder: draft | coder/dev: ship"],
    ["@coder: a. Then @reviewer: b. Then @Ann Smith: c", " | coder: a. | reviewer: b. | writer: c"],
    ["About v2.\n@coder: a. Then @reviewer: b", "About v2. | coder: a. | reviewer: b"],
    ["@coder: a, ask @kim: c, then @reviewer: b", " | coder: a, ask @kim: c | reviewer: b"],
    [
      "@coder: see `x`\n```\nthen @kim: no\n```\nthen @reviewer: b",
      " | coder: see `x`\n```\nthen @kim: no\n``` | reviewer: b",
    ],
  ])("%j", (text, expected) => {
    expect(brief(text)).toBe(expected);
    expect(route(text)).toMatchObject({ original: text });
  });

  it.each([
    ["one step", "@coder: draft"],
    ["no connective", "@coder: draft @reviewer: review"],
    ["a connective inside a word", "@coder: strengthen @reviewer: review"],
    ["a connective without a colon behind the id", "@coder: draft then @reviewer review"],
    ["an unknown second step", "@coder: draft then @nobody: review"],
    ["a prototype name", "@coder: draft then @constructor: review"],
    ["an empty first step", "@coder: then @reviewer: review"],
    ["an empty last step", "@coder: draft then @reviewer: "],
    ["nothing before the connective", "Then @reviewer: review"],
    ["a step inside a tag", "[@coder: draft, then @reviewer: review]"],
    ["its only second step inside a tag", "@kim: x [@coder: draft, then @reviewer: review]"],
    ["a step inside a fence", "@coder: draft\n```\nthen @reviewer: x\n```"],
    ["a word glued to the @", "@coder: mail then:x@reviewer: review"],
    ["tags with a connective", "[@coder: draft]. When done, [@reviewer: review]"],
  ])("is not found in a text with %s", (_name, text) => {
    expect(brief(text)).toBe("targets");
  });

  it("keeps the full text of the request", () => {
    const text = "  Hello. @coder: draft, then @reviewer: review\n";
    expect(route(text)).toMatchObject({ kind: "chain", original: text, preamble: "Hello." });
  });
});

describe("combined with other ways to address an agent", () => {
  it("a chain takes precedence over a prefix and over tags, which stay text of their step", () => {
    expect(brief("@coder: ask [@kim: why], then @reviewer: review")).toBe(
      " | coder: ask [@kim: why] | reviewer: review",
    );
    expect(brief("[@kim: hello] @coder: a, then @reviewer: b")).toBe(
      "[@kim: hello] | coder: a | reviewer: b",
    );
  });

  it("an unknown id in a step is text", () => {
    expect(brief("@coder: tell @nobody: hi, then @reviewer: b")).toBe(
      " | coder: tell @nobody: hi | reviewer: b",
    );
  });

  it("one agent may have several steps", () => {
    expect(brief("@coder: a, then @reviewer: b, then @coder: c")).toBe(
      " | coder: a | reviewer: b | coder: c",
    );
  });

  it("conjunctions inside a step stay text of that step", () => {
    expect(brief("@coder: if a then b; when done, @reviewer: then c")).toBe(
      " | coder: if a then b | reviewer: then c",
    );
  });
});
