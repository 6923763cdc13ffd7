/** What a person is shown of a call: all that was said of it, and nothing that stands in its place. */
import { expect, test } from "vitest";
import { mergeCall, toAskedCall } from "./permission.js";

const COMMAND = "rm -r build";

test.each([
  {},
  { rawInput: {} },
  { rawInput: { command: "" } },
  { rawInput: { description: "Lists files" } },
  { rawInput: null, content: [] },
])("a request that says less (%j) hides no command that was reported before", (added) => {
  const call = mergeCall({ kind: "execute", title: COMMAND, rawInput: { command: COMMAND } }, added);
  const { input, unclear } = toAskedCall(mergeCall(call, { title: "List the files" }));
  expect(input).toMatchObject({ command: COMMAND, title: "List the files" });
  expect(unclear).toBeUndefined();
});

test("a command that is a list of words is shown as it is, and never replaced by the title", () => {
  const command = ["rm", "-r", "build"];
  expect(toAskedCall({ kind: "execute", title: "List the files", rawInput: { command } })).toEqual({
    tool: "Bash",
    input: { command, title: "List the files" },
  });
});

test.each([{}, { rawInput: {} }, { rawInput: { command: [] } }, { rawInput: { path: "/" } }])(
  "nobody can decide about a command that was not shown: %j",
  (fields) => {
    const { input, unclear } = toAskedCall({ kind: "execute", title: "ls", ...fields });
    expect(unclear).toBe("the program did not show its command");
    expect(input.command ?? []).toEqual([]);
  },
);

test("of a program whose titles are its commands, the title is shown as the command where there is no other", () => {
  const manners = { titlesAreCommands: true } as const;
  expect(toAskedCall({ kind: "execute", title: COMMAND }, manners).input).toEqual({ command: COMMAND });
  const rawInput = { command: COMMAND };
  expect(toAskedCall({ kind: "execute", title: "ls", rawInput }, manners).input.command).toBe(COMMAND);
});

test("an input that is no object is shown", () => {
  expect(toAskedCall({ kind: "other", title: "Send", rawInput: "all files" }).input).toEqual({
    title: "Send",
    input: "all files",
  });
});

test.each(["constructor", "toString", "__proto__"])("the kind %s is no name of a tool", (kind) => {
  expect(toAskedCall({ kind, title: "Do it" }).tool).toBe("Do it");
});

test("nobody can decide about a call that was too large to keep, whatever its request says", () => {
  const call = mergeCall(
    { kind: "edit", title: "Write", isTooLarge: true },
    { isTooLarge: false, title: "Fix" },
  );
  expect(toAskedCall(call).unclear).toBe("it is too large to show");
});
