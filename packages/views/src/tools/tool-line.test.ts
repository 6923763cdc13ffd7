import { expect, test } from "vitest";
import { zh } from "../words/zh.js";
import { toolLine } from "./tool-line.js";

const line = (name: string, input?: unknown) =>
  toolLine({ name, input: typeof input === "string" || input === undefined ? input : JSON.stringify(input) });

test.each([
  ["Bash", { command: "ls -la", description: "List" }, "Runs ls -la"],
  ["shell", { command: ["bash", "-lc", "npm test"] }, "Runs npm test"],
  ["run_shell_command", { command: "git status" }, "Runs git status"],
  ["Read", { file_path: "/src/a.ts", limit: 5 }, "Reads /src/a.ts"],
  ["read_file", { path: "yes.txt" }, "Reads yes.txt"],
  ["readFile", { filePath: "yes.txt" }, "Reads yes.txt"],
  ["MultiEdit", { edits: [], file_path: "a.ts" }, "Edits a.ts"],
  ["apply_patch", "*** Begin Patch\n*** Update File: src/a.ts\n@@", "Edits src/a.ts"],
  ["fileChange", { changes: { "src/b.ts": { update: {} } } }, "Edits src/b.ts"],
  ["Grep", { pattern: "TODO", path: "src" }, "Searches files for TODO"],
  ["WebFetch", { url: "https://example.org", prompt: "x" }, "Opens https://example.org"],
  ["TodoWrite", { todos: [{ content: "a" }] }, "Updates its list of steps"],
  ["BashOutput", { bash_id: "7" }, "Reads from the running command 7"],
  ["KillShell", { shell_id: "7" }, "Ends the running command 7"],
  ["killbash", {}, "Ends a running command"],
  ["TaskStop", { task_id: "7" }, "Ends the running command 7"],
  ["write_stdin", { session_id: 3, chars: "yes\n" }, "Types into a running command: yes"],
  ["write_stdin", { session_id: 3, chars: "" }, "Reads from a running command"],
  ["write_stdin", { session_id: 3 }, "Reads from a running command"],
  ["write_stdin", '{"session_id":3,"chars":"y', "Types into a running command: y"],
  ["TodoRead", {}, "Reads its list of steps"],
  ["str_replace_editor", { command: "view", path: "a.ts" }, "Reads a.ts"],
  ["str_replace_based_edit_tool", { command: "create", path: "a.ts" }, "Writes a.ts"],
  ["str_replace_editor", { command: "str_replace", path: "a.ts", old_str: "a" }, "Edits a.ts"],
  ["text_editor", { path: "a.ts", command: "insert" }, "Edits a.ts"],
  ["text_editor", { path: "a.ts" }, "Edits a.ts"],
  ["str_replace_editor", '{"command":"view","path":"/very/lo', "Reads /very/lo"],
  ["mcp__tinyagi__ask_human", { question: "Which colour?" }, "Asks a person: Which colour?"],
  ["tinyagi_spawn_agents", { plan: { agents: [] } }, "Starts sub-agents"],
  ["mcp__github__list_issues", { query: "open" }, "Uses list issues of github: open"],
  ["weigh_flour", { name: "rye" }, "Uses weigh flour: rye"],
  ["weigh_flour", {}, "Uses weigh flour"],
  ["Bash", undefined, "Runs a command"],
])("the call of %s is told in words", (name, input, said) => {
  expect(line(name, input)).toBe(said);
});

test("an input that was cut is read up to where it ends", () => {
  expect(line("Bash", '{"command":"echo \\"a\\"\\nls /very/lo')).toBe('Runs echo "a" ls /very/lo');
  expect(line("Write", '{"content":"# Title\\n…","file_path": "/a.md","x')).toBe("Writes /a.md");
  expect(line("Write", '{"content":"# Tit')).toBe("Writes a file");
});

test("an input never shows as JSON, and its other fields never as what it is about", () => {
  expect(line("Bash", { timeout: 5, run_in_background: true })).toBe("Runs a command");
  expect(line("constructor", { toString: "x" })).toBe("Uses constructor");
  expect(line("Bash", "{")).toBe("Runs a command");
});

test("outside text stays on its line, and what nobody can see in it is written out", () => {
  expect(line("Bash", { command: "a\n\n\tb\u001b[31m\u202ec" })).toBe("Runs a b\\u001b[31m\\u202ec");
  expect(line("evil\u001b]0;x", {})).not.toMatch(/[^\x20-\x7e]/);
});

test("of a long input, as much is told as a line shows", () => {
  expect(line("Bash", { command: "x".repeat(500_000) }).length).toBeLessThan(300);
  expect(line("y".repeat(10_000), {}).length).toBeLessThan(120);
});

test("it is told in Chinese too", () => {
  expect(toolLine({ name: "Bash", input: '{"command":"ls"}' }, zh)).toBe("运行 ls");
  expect(toolLine({ name: "mcp__github__list", input: "" }, zh)).toBe("使用 github 的 list");
  expect(toolLine({ name: "KillShell", input: '{"shell_id":"7"}' }, zh)).toBe("结束运行中的命令 7");
  expect(toolLine({ name: "write_stdin", input: '{"chars":"yes"}' }, zh)).toBe("向运行中的命令输入： yes");
  expect(toolLine({ name: "todoread" }, zh)).toBe("读取步骤列表");
});
