/** Properties of the grammar: it never throws, never loses text, and takes linear time on hostile input. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAgentOutput } from "./agent-output.js";
import { office } from "./fixture.js";
import { parseUserMessage } from "./user-message.js";

const token = fc.constantFrom(
  ..."[ ] : @ # , > ` ``` ~~~ \n \r\n [@ [# [@coder: [@reviewer,kim: [#dev: [send_file: @coder @Ann then when\u0020done".split(
    " ",
  ),
  "```spawn\n",
  "\n\n",
  " ",
  "word",
);
const text = fc
  .array(fc.oneof({ weight: 5, arbitrary: token }, fc.string({ unit: "binary" })))
  .map((parts) => parts.join(""));
const id = fc
  .stringMatching(/^[a-z][a-z0-9_-]{0,8}$/)
  .filter((word) => !["default", "system", "user", "tostring"].includes(word));
/** A body that parsing returns unchanged, because it contains neither brackets nor code. */
const body = fc
  .stringMatching(/^[A-Za-z0-9 .!?]{1,40}$/)
  .map((words) => words.trim())
  .filter((words) => words !== "");

/** All characters except white space, in order. */
const ink = (value: string): string => value.replace(/\s+/g, "");

describe("on any text", () => {
  it("parsing an output never throws and keeps its text", () => {
    fc.assert(
      fc.property(text, (input) => {
        const output = parseAgentOutput(input);
        const tags =
          output.handoffs.length + output.rooms.length + output.files.length + output.spawnBlocks.length;
        if (tags === 0) expect(output).toMatchObject({ readable: input.trim(), shared: input.trim() });
        for (const { text: inner } of [...output.handoffs, ...output.rooms]) expect(input).toContain(inner);
        for (const path of output.files) expect(input).toContain(`${path}`);
      }),
      { numRuns: 2_000 },
    );
  });

  it("the shared context contains no room or file tag", () => {
    fc.assert(
      fc.property(text, (input) => {
        const again = parseAgentOutput(input.replaceAll(/[`~>]/g, ""));
        const second = parseAgentOutput(again.shared);
        // Removing tags can bring brackets together, but never creates more tags than there were.
        expect(second.rooms.length + second.files.length).toBeLessThanOrEqual(
          again.rooms.length + again.files.length + again.handoffs.length,
        );
      }),
    );
  });

  it("routing a person's message never throws and loses no text outside tags", () => {
    fc.assert(
      fc.property(text, (input) => {
        const route = parseUserMessage(input, office());
        if (route.kind === "refused") return;
        if (route.kind === "chain") {
          expect(route.original).toBe(input);
          return;
        }
        if (route.explicit === "default")
          expect(route.targets.map((target) => target.text)).toEqual([input.trim()]);
        if (route.explicit === "prefix") expect(input).toContain(route.targets[0]?.text);
        if (route.explicit === "tags") {
          for (const target of route.targets) expect(isMadeFrom(ink(target.text), ink(input))).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Whether every character of `part`, except the separator between shared and directed text, comes from `whole`. */
function isMadeFrom(part: string, whole: string): boolean {
  const [shared = "", directed = shared] = part.split("------Directedtoyou:");
  const counts = new Map<string, number>();
  for (const character of whole) counts.set(character, (counts.get(character) ?? 0) + 1);
  for (const character of part.includes("------Directedtoyou:") ? shared + directed : shared) {
    const left = (counts.get(character) ?? 0) - 1;
    if (left < 0) return false;
    counts.set(character, left);
  }
  return true;
}

describe("tags that were written are parsed back", () => {
  it("handoffs of an agent", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.uniqueArray(id, { minLength: 1, maxLength: 3 }), body)),
        body,
        (tags, context) => {
          const written = tags.map(([ids, words]) => `[@${ids.join(",")}: ${words}]`).join("\n");
          expect(parseAgentOutput(`${context}\n${written}`)).toMatchObject({
            handoffs: tags.map(([targets, words]) => ({ targets, text: words })),
            shared: context,
            readable: [
              context,
              ...tags.map(([ids, words]) => `→ ${ids.map((name) => `@${name}`).join(", ")}: ${words}`),
            ].join("\n"),
          });
        },
      ),
    );
  });

  it("room posts and files of an agent", () => {
    fc.assert(
      fc.property(id, body, body, (team, words, path) => {
        expect(parseAgentOutput(`[#${team}: ${words}] [send_file: ${path}]`)).toMatchObject({
          rooms: [{ teamId: team, text: words }],
          files: [path],
          shared: "",
        });
      }),
    );
  });

  it("a person's prefix and tags", () => {
    fc.assert(
      fc.property(body, fc.constantFrom("@coder ", "@coder: ", "@CODER\n"), (words, prefix) => {
        expect(parseUserMessage(prefix + words, office())).toMatchObject({
          targets: [{ agentId: "coder", text: words }],
        });
        expect(parseUserMessage(`[@coder: ${words}]`, office())).toMatchObject({
          targets: [{ text: words }],
        });
      }),
    );
  });
});

/** A quiet machine takes 20 to 200 ms. A quadratic algorithm takes many seconds. */
const HOSTILE_MS = 2_000;

describe("hostile input of 100 KB", () => {
  const hostile: [string, string][] = [
    ["open brackets", "[".repeat(100_000)],
    ["closed brackets", "[".repeat(50_000) + "]".repeat(50_000)],
    ["tag heads", "[@".repeat(50_000)],
    ["unclosed tags", "[@coder: ".repeat(11_000)],
    ["nested tags", `${"[@coder: ".repeat(9_000)}x${"]".repeat(9_000)}`],
    ["nested tags with spaces", `${"[@coder: ".repeat(8_000)}x${" ]".repeat(8_000)}`],
    ["tags in a row", "[@coder: x]".repeat(9_000)],
    ["nested file tags", `${"[send_file:".repeat(8_000)}x${"]".repeat(8_000)}`],
    ["backticks", "`".repeat(100_000)],
    ["backtick runs", Array.from({ length: 440 }, (_, length) => "`".repeat(length + 1)).join(" ")],
    ["single backticks", "` ".repeat(50_000)],
    ["fences", "```\n".repeat(25_000)],
    ["fences behind heads", "[@a: ```".repeat(12_000)],
    ["spaces", `${" ".repeat(50_000)}x${" ".repeat(50_000)}`],
    ["line breaks", "\n".repeat(100_000)],
    ["colons", ":".repeat(100_000)],
    ["ats", "@".repeat(100_000)],
    ["spaced ats", "@ ".repeat(50_000)],
    ["prefix list", "@coder,".repeat(14_000)],
    ["chain steps", "@coder: x then ".repeat(6_600)],
    ["unclosed head", `[@${"a,".repeat(50_000)}`],
    ["spaces in a tag", `[@coder:${" ".repeat(90_000)}[@coder: x`],
    ["quotes", "> [@coder: x]\n".repeat(7_000)],
  ];

  it.each(hostile)("is parsed in linear time: %s", (_name, input) => {
    const started = process.cpuUsage();
    parseAgentOutput(input);
    parseUserMessage(input, office());
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(HOSTILE_MS);
  });

  it("that consists of brackets is parsed in a fraction of that time", () => {
    const input = "[".repeat(100_000);
    parseAgentOutput(input);
    const started = process.cpuUsage();
    parseAgentOutput(input);
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(250);
  });
});
