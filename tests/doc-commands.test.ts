/**
 * Commands that the documents name within a sentence or a table are commands of this release, with options that these
 * have. Commands in blocks are run, by `tests/e2e/doc-examples.test.ts`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { CliContext } from "../packages/cli/src/context/context.js";
import { readGlobals } from "../packages/cli/src/context/global-options.js";
import { translated } from "../packages/cli/src/help/habits.js";
import { createOutput } from "../packages/cli/src/output/output.js";
import { buildWholeProgram } from "../packages/cli/src/program.js";
import { captureScreen } from "../packages/cli/src/testing/invoke.js";

type Command = Awaited<ReturnType<typeof buildWholeProgram>>;

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DOCUMENTS = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...markdownIn("docs/guide"), ...readmes()];
const INLINE = /`(?:npx )?tinyagi ([^`\n]+)`/g;
const HELP: ReadonlySet<string> = new Set(["-h", "--help", "-v", "-V", "--version"]);
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

/** Words as a shell would split them; what follows a pipe or another command is left out. */
function wordsOf(text: string): string[] {
  const [own = ""] = text.split(/\s(?:[|&;><]|&&)/);
  return (own.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^["']|["']$/g, ""));
}

/** What is wrong with it; undefined for nothing. */
function problemOf(program: Command, text: string): string | undefined {
  if (/[…*]|\.\.\./.test(text)) return undefined;
  const { words } = readGlobals(wordsOf(text));
  let command = program;
  const left = [...translated(words)];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word.startsWith("-")) {
      const [name = "", value] = word.replace(/[,)\]]+$/, "").split("=");
      const option = command.options.find(({ long, short }) => long === name || short === name);
      if (option === undefined && !HELP.has(name)) return `no option ${name}`;
      if (option?.required === true && value === undefined) left.shift();
      continue;
    }
    if (command.commands.length === 0 || !/^[a-z-]+$/.test(word)) {
      if (command === program) return "no command";
      break;
    }
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (next === undefined) {
      if (command === program || command.registeredArguments.length === 0) return `no command ${word}`;
      break;
    }
    command = next;
  }
  return undefined;
}

describe("commands within sentences of a document exist", () => {
  let program: Command;
  beforeAll(async () => {
    const screen = captureScreen();
    const output = createOutput({ stdout: screen, stderr: screen, json: false, plain: true, env: {} });
    program = await buildWholeProgram({ output } as CliContext);
  });

  it.each(DOCUMENTS.filter((file) => !OLD.has(file)))("%s", (file) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    const wrong = [...text.matchAll(INLINE)].flatMap(([, command = ""]) => {
      const problem = problemOf(program, command);
      return problem === undefined ? [] : [`tinyagi ${command}: ${problem}`];
    });
    expect(wrong).toEqual([]);
  });

  it("an unknown command, and an unknown option, would be found", () => {
    expect(problemOf(program, "frobnicate x")).toBe("no command frobnicate");
    expect(problemOf(program, "agent frobnicate")).toBe("no command frobnicate");
    expect(problemOf(program, "agent list --frobnicate")).toBe("no option --frobnicate");
    expect(problemOf(program, "agents -o json")).toBeUndefined();
  });
});
