import { CHAT_COMMANDS, type ChatCommand } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCommand } from "./parse-command.js";

/** An example of a form in the table of commands: optional words are left out. */
function exampleOf(name: string, words: string): string {
  const filled = words
    .replace(/\[[^\]]*\]/g, "")
    .replace("@id", "@coder")
    .replace("CODE", "ABCD2345")
    .replace("ask_…", "ask_k7qx2m9p")
    .replace("TEXT", "in blue");
  return `/${name} ${filled}`.trim();
}

/** @requirement COMMAND-1 */
test("every form of a command that `/help` and menus show is recognised", () => {
  const examples = Object.entries<ChatCommand>(CHAT_COMMANDS).flatMap(
    ([name, { worksAlone, forms = [] }]) => [
      ...(worksAlone ? [`/${name}`] : []),
      ...forms.map(({ words }) => exampleOf(name, words)),
    ],
  );
  expect(examples.length).toBeGreaterThan(20);
  expect(examples.filter((text) => parseCommand(text) === null)).toEqual([]);
});

/** @requirement COMMAND-1 */
describe("parseCommand", () => {
  test.each([
    ["/agent", { name: "agent" }],
    ["!AGENT", { name: "agent" }],
    ["  /team \n", { name: "team" }],
    ["/Agents", { name: "agent" }],
    ["/help@my_bot", { name: "help" }],
    ["/status", { name: "status" }],
    ["/restart", { name: "restart" }],
    ["/reset", { name: "reset", ids: [] }],
    ["/reset @Coder @reviewer @coder", { name: "reset", ids: ["coder", "reviewer"] }],
    ["!reset coder, tester", { name: "reset", ids: ["coder", "tester"] }],
    ["@coder /reset", { name: "reset", ids: ["coder"] }],
    ["/default", { name: "default", argument: null }],
    ["/default @Code Writer", { name: "default", argument: "Code Writer" }],
    ["/default clear", { name: "default", argument: "clear" }],
    ["/stop", { name: "stop", all: false }],
    ["/stop ALL", { name: "stop", all: true }],
    ["/approve", { name: "approve", code: null, role: null }],
    ["/approve abcd2345", { name: "approve", code: "abcd2345", role: null }],
    ["/approve ABCD2345 Owner", { name: "approve", code: "ABCD2345", role: "owner" }],
    ["/deny ABCD2345", { name: "deny", code: "ABCD2345" }],
    ["/approve ask_k7qx2m9p", { name: "decide", act: "approve", id: "ask_k7qx2m9p", text: "" }],
    ["/DENY ASK_K7QX2M9P not now", { name: "decide", act: "deny", id: "ask_k7qx2m9p", text: "not now" }],
    ["/pause", { name: "steer", command: "pause", agent: null, text: "" }],
    ["!Resume @Coder", { name: "steer", command: "resume", agent: "coder", text: "" }],
    ["/steer in blue", { name: "steer", command: "inject", agent: null, text: "in blue" }],
    ["/steer @coder a\nb", { name: "steer", command: "inject", agent: "coder", text: "a\nb" }],
    [
      "/answer@my_bot ask_k7qx2m9p first\nsecond",
      { name: "decide", act: "answer", id: "ask_k7qx2m9p", text: "first\nsecond" },
    ],
  ])("%j is a command", (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });

  test.each([
    "/compact",
    "/agent coder",
    "/stop doing that",
    "/help me please",
    "/restart now",
    "/approve A B C",
    "/approve ABCD2345 king",
    "/answer ABCD2345 blue",
    "/answer ask_short blue",
    "/pause the work",
    "/steering wheel",
    "please /approve ask_k7qx2m9p",
    "see /agent",
    "/ agent",
    "//agent",
    "/usr/bin/env",
    "/status\nand more",
    "/reset@coder",
    `/reset ${"@a ".repeat(300)}`,
    "/constructor",
    "",
  ])("%j is plain text", (text) => {
    expect(parseCommand(text)).toBeNull();
  });

  test("any text is parsed quickly and without an error", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2_000 }), (text) => {
        parseCommand(`/${text}`);
        parseCommand(`@${text} /reset`);
      }),
    );
  });
});
