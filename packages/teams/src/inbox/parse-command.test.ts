import { CHAT_COMMANDS, type ChatCommand } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCommand, withoutEscape } from "./parse-command.js";

/** An example of a form in the table of commands: optional words are left out. */
function toExample(name: string, words: string): string {
  const filled = words
    .replace(/\[[^\]]*\]/g, "")
    .replace("@id", "@coder")
    .replace("CODE", "ABCD2345")
    .replace("ask_…", "ask_k7qx2m9p")
    .replace("WHEN", "every day at 9")
    .replace("SCOPE --usd AMOUNT", "day --usd 0.001")
    .replace("NUMBER", "7")
    .replace("MODEL", "opus")
    .replace("ID", "abcd")
    .replace("TEXT", "in blue");
  return `/${name} ${filled}`.trim();
}

/** @requirement COMMAND-1 */
test("every form of a command that `/help` and menus show is recognised", () => {
  const examples = Object.entries<ChatCommand>(CHAT_COMMANDS).flatMap(
    ([name, { worksAlone, forms = [] }]) => [
      ...(worksAlone ? [`/${name}`] : []),
      ...forms.map(({ words }) => toExample(name, words)),
    ],
  );
  expect(examples.length).toBeGreaterThan(20);
  const bad = examples.filter((text) => ["misused", "unknown", undefined].includes(parseCommand(text)?.name));
  expect(bad).toEqual([]);
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
    ["/agent coder", "agent"],
    ["/stop doing that", "stop"],
    ["/help me please", "help"],
    ["/restart now", "restart"],
    ["/approve A B C", "approve"],
    ["/approve ABCD2345 king", "approve"],
    ["/answer ABCD2345 blue", "answer"],
    ["/answer ask_short blue", "answer"],
    ["/pause the work", "pause"],
    ["/status\nand more", "status"],
    [`/reset ${"@a ".repeat(300)}`, "reset"],
    [`/why ${"x".repeat(600)}`, "why"],
  ])("%j is a command with words that it does not take", (text, command) => {
    expect(parseCommand(text)).toEqual({ name: "misused", command });
  });

  test.each([
    ["/aprove X", "aprove"],
    ["/compact", "compact"],
    ["/Retyr 7", "retyr"],
    ["/constructor", "constructor"],
    ["/steering wheel", "steering"],
    ["/aprove ABCD2345\nplease", "aprove"],
    ["/budgte@my_bot", "budgte"],
    ["!aprove X", "aprove"],
  ])("%j is meant as a command, but none has this name", (text, word) => {
    expect(parseCommand(text)).toEqual({ name: "unknown", word });
  });

  test.each([
    ["!why", "why"],
    ["!why 7", "why"],
    ["!new", "new"],
    ["!new @coder", "new"],
    ["!retry all", "retry"],
    ["!cancel 7", "cancel"],
    ["!tasks", "tasks"],
    ["!schedule remove abcd", "schedule"],
    ["!schedule every day at 9 @coder look", "schedule"],
    ["!schedule in 30 minutes: look", "schedule"],
    ["!budget extend day --usd 5", "budget"],
    ["!model opus", "model"],
    ["!model @coder opus", "model"],
    ["/why does the build fail", "why"],
  ])("%j is the command %s, because its words fit or its mark says so", (text, name) => {
    expect(parseCommand(text)).toMatchObject({ name });
  });

  test.each([
    "please /approve ask_k7qx2m9p",
    "see /agent",
    "/ agent",
    "//agent",
    "/usr/bin/env",
    "/etc/hosts is broken",
    "!important: look",
    "!agent coder",
    "!hello",
    "!note to self",
    "!why does the build fail",
    "!why not",
    "!new idea: use a cache",
    "!retry the upload with a smaller file",
    "!cancel the meeting",
    "!tasks for today",
    "!schedule a meeting with Bob",
    "!budget is tight",
    "!model the data as a tree",
    "!usage of tabs",
    "/reset@coder",
    "/2 is a half",
    "",
  ])("%j is plain text", (text) => {
    expect(parseCommand(text)).toBeNull();
  });

  test.each([
    ["//compact now", "/compact now"],
    ["  //approve X", "/approve X"],
    ["!!status", "!status"],
    ["// a comment", "// a comment"],
    ["//server/share is down", "//server/share is down"],
    ["plain", "plain"],
  ])("%j reaches an agent as %j", (text, sent) => {
    expect(withoutEscape(text)).toBe(sent);
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
