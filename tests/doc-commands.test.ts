/**
 * Commands that the documents name within a sentence or a table are commands of this release, with options that these
 * have. Commands in blocks are run, by `tests/e2e/doc-examples.test.ts`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { CHAT_COMMANDS, type ChatCommand } from "@tinyagi/contracts";
import { beforeAll, describe, expect, it } from "vitest";
import { type Command, findProblem, wholeProgram } from "./support/named-command.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DOCUMENTS = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "packages/cli/CHANGELOG.md",
  ...markdownIn("docs/guide"),
  ...readmes(),
];
const INLINE = /`(?:npx )?tinyagi ([^`\n]+)`/g;
/** What is about the words of 0.0.20, which are no commands any more. */
const OLD = new Set(["docs/guide/upgrading.md"]);

function markdownIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function readmes(): string[] {
  return readdirSync(join(ROOT, "packages")).map((name) => join("packages", name, "README.md"));
}

/** @requirement COMMAND-1 */
it("the guide has every form of every command of a chat", () => {
  const guide = readFileSync(join(ROOT, "docs/guide/talking-to-agents.md"), "utf8");
  const forms = Object.entries<ChatCommand>(CHAT_COMMANDS).flatMap(
    ([name, { forms = [{ words: "", does: "" }] }]) => forms.map(({ words }) => `/${name} ${words}`.trim()),
  );
  const written = forms.map((form) => form.replace(/ \[(?:owner|remark|reason).*\]/, ""));
  expect(written.filter((form) => !guide.includes(`\`${form}\``))).toEqual([]);
});

describe("commands within sentences of a document exist", () => {
  let program: Command;
  beforeAll(async () => {
    program = await wholeProgram();
  });

  it.each(DOCUMENTS.filter((file) => !OLD.has(file)))("%s", (file) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    const wrong = [...text.matchAll(INLINE)].flatMap(([, command = ""]) => {
      const problem = findProblem(program, command);
      return problem === undefined ? [] : [`tinyagi ${command}: ${problem}`];
    });
    expect(wrong).toEqual([]);
  });

  it("an unknown command, and an unknown option, would be found", () => {
    expect(findProblem(program, "frobnicate x")).toBe("no command frobnicate");
    expect(findProblem(program, "agent frobnicate")).toBe("no command frobnicate");
    expect(findProblem(program, "agent list --frobnicate")).toBe("no option --frobnicate");
    expect(findProblem(program, "agents -o json")).toBeUndefined();
  });
});
