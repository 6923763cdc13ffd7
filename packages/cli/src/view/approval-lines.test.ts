import { literalText } from "@tinyagi/contracts/literal-text";
import { widthOf } from "@tinyagi/visualizer/text";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { claimLines, quotedLines } from "./approval-lines.js";

/** What a person reads: marked lines, of which some go on in the next one. */
function readBack(lines: readonly string[]): string {
  return lines
    .map((line, at) => (line.startsWith("  ~ ") ? "" : at === 0 ? "" : "\n") + line.slice("  > ".length))
    .join("");
}

/** @requirement APPROVAL-7 */
describe("what an agent wants, in a terminal", () => {
  it("begins each line with a mark, also where the line is too long for the screen", () => {
    expect(quotedLines("echo 1234567890\nApproved: all", 12)).toEqual([
      "  > echo 123",
      "  ~ 4567890",
      "  > Approved",
      "  ~ : all",
    ]);
  });

  it("is read with every character, whatever it contains, and never beyond the screen", () => {
    const pieces = fc.constantFrom(
      "\u001b[2J",
      "\r",
      "\u202e",
      "\u200d",
      "  ",
      "\t",
      "\n",
      "日本",
      "e\u0301",
      "~ ",
      "> ",
    );
    const text = fc
      .array(fc.oneof(pieces, fc.string({ unit: "binary", maxLength: 8 })), { maxLength: 30 })
      .map((all) => all.join(""));
    fc.assert(
      fc.property(text, fc.integer({ min: 20, max: 100 }), (asked, columns) => {
        const lines = quotedLines(asked, columns);
        expect(readBack(lines)).toBe(literalText(asked));
        for (const line of lines) expect(widthOf(line.replaceAll("\t", ""))).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
});

it("has the same title for one request, whether an event or the API tells of it, and always names the tool", () => {
  const change = { path: "notes/a.txt", kind: "write" as const, diff: "+b" };
  const asked = {
    kind: "permission" as const,
    agent: "coder",
    title: "Use the tool Write",
    detail: "+++ notes/a.txt\n+b",
    digest: "d",
    expiresAt: 0,
  };
  const ofEvent = {
    brief: { tool: "Write", does: { act: "change" as const, kind: "write" as const, name: "a.txt" } },
  };
  const ofApi = { permission: { tool: "Write", changes: [change] } };
  for (const known of [ofEvent, ofApi])
    expect(claimLines({ ...asked, ...known }).slice(0, 3)).toEqual([
      "  > Write a.txt",
      "With this tool:",
      "  > Write",
    ]);
});
