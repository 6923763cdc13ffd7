/** Changes in a workspace, with real git and hostile repositories. @requirement TRACE-3 */
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { git, repository, tempFolder, writeFiles } from "../workspace/fixture.js";
import { FILE_DIFF_CHARS } from "./parse-diff.js";
import { NEW_FILES_MAX, workspaceDiff } from "./workspace-diff.js";

const PATH = process.env.PATH ?? "";
const readDiff = (workspace: string, path = PATH) =>
  workspaceDiff({ workspace, git: { scratch: tempFolder(), path }, signal: new AbortController().signal });

describe("the diff of a workspace", () => {
  test("shows changed, new and removed files, staged or not, and omits ignored ones", async () => {
    const top = repository({
      "a.txt": "one\n",
      "gone.txt": "x\n",
      "staged.txt": "s\n",
      ".gitignore": "*.log\n",
    });
    writeFiles(top, {
      "a.txt": "two\n",
      "src/new.ts": "let a;\n",
      "debug.log": "noise",
      "staged.txt": "t\n",
    });
    git(top, "add", "staged.txt");
    rmSync(join(top, "gone.txt"));
    const before = git(top, "status", "--porcelain");
    const { files, ...rest } = await readDiff(top);
    expect(rest).toEqual({ repository: true, note: null, why: null, truncated: false });
    expect(files).toEqual([
      { path: "a.txt", status: "changed", diff: "@@ -1 +1 @@\n-one\n+two" },
      { path: "gone.txt", status: "removed", diff: "@@ -1 +0,0 @@\n-x" },
      { path: "src/new.ts", status: "added", diff: "@@ -0,0 +1 @@\n+let a;" },
      { path: "staged.txt", status: "changed", diff: "@@ -1 +1 @@\n-s\n+t" },
    ]);
    expect(git(top, "status", "--porcelain")).toBe(before);
  });

  test("contains only the workspace when that is part of a larger repository", async () => {
    const top = repository({ "other/secret.txt": "1\n", "agents/a/mine.txt": "1\n" });
    writeFiles(top, { "other/secret.txt": "2\n", "agents/a/mine.txt": "2\n", "agents/ab/x.txt": "new\n" });
    const { files } = await readDiff(join(top, "agents/a"));
    expect(files.map(({ path }) => path)).toEqual(["mine.txt"]);
  });

  test("works in a git worktree and with packed references", async () => {
    const top = repository({ "a.txt": "one\n" });
    const tree = join(tempFolder(), "tree");
    git(top, "worktree", "add", "--quiet", "-b", "side", tree);
    git(top, "pack-refs", "--all");
    writeFiles(tree, { "a.txt": "two\n" });
    expect((await readDiff(tree)).files).toMatchObject([{ path: "a.txt", status: "changed" }]);
  });

  test("explains why there is nothing to show", async () => {
    expect(await readDiff(tempFolder())).toMatchObject({
      repository: false,
      files: [],
      why: { code: "diff.no_repository" },
    });
    const fresh = tempFolder();
    git(fresh, "init", "--quiet");
    expect(await readDiff(fresh)).toMatchObject({
      repository: true,
      files: [],
      why: { code: "diff.refused", refusal: "no_commit" },
    });
    const top = repository({ "a.txt": "1" });
    expect(await readDiff(top)).toMatchObject({
      repository: true,
      why: { code: "diff.same" },
    });
    expect(await readDiff(top, "/nowhere")).toMatchObject({
      repository: true,
      why: { code: "diff.refused", refusal: "no_git" },
    });
    writeFileSync(join(top, ".git/refs/heads/main"), `${"0".repeat(40)}\n`);
    expect(await readDiff(top)).toMatchObject({
      repository: true,
      why: { code: "diff.refused", refusal: "unreadable" },
    });
  });

  test("stops when its caller goes away", async () => {
    const top = repository({ "a.txt": "1" });
    await expect(
      workspaceDiff({
        workspace: top,
        git: { scratch: tempFolder(), path: PATH },
        signal: AbortSignal.abort(),
      }),
    ).rejects.toThrow();
  });
});

describe("a hostile workspace", () => {
  test("runs no program that its repository names", async () => {
    const top = repository({ "a.txt": "one\n", ".gitattributes": "* filter=evil diff=evil merge=evil\n" });
    const mark = join(tempFolder(), "ran");
    const program = join(tempFolder(), "evil.sh");
    writeFileSync(program, `#!/bin/sh\ntouch ${mark}\ncat\n`, { mode: 0o755 });
    for (const [name, value] of [
      ["core.fsmonitor", program],
      ["core.sshCommand", program],
      ["core.pager", program],
      ["diff.external", program],
      ["diff.evil.command", program],
      ["diff.evil.textconv", program],
      ["filter.evil.clean", program],
      ["filter.evil.smudge", program],
      ["filter.evil.process", program],
      ["filter.evil.required", "true"],
    ] as const)
      git(top, "config", name, value);
    mkdirSync(join(top, ".git/hooks"), { recursive: true });
    for (const hook of ["post-index-change", "pre-commit", "fsmonitor-watchman"])
      writeFileSync(join(top, ".git/hooks", hook), `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
    writeFiles(top, { "a.txt": "two\n", "b.txt": "new\n" });
    expect((await readDiff(top)).files.map(({ path }) => path)).toEqual(["a.txt", "b.txt"]);
    expect(existsSync(mark)).toBe(false);
  });

  test("shows where a link leads, and nothing of the file behind it", async () => {
    const top = repository({ "a.txt": "1\n", "dir/x.txt": "1\n" });
    const outside = tempFolder();
    writeFiles(outside, { "key.txt": "top secret", "x.txt": "top secret" });
    rmSync(join(top, "a.txt"));
    symlinkSync(join(outside, "key.txt"), join(top, "a.txt"));
    symlinkSync(outside, join(top, "linked"));
    rmSync(join(top, "dir"), { recursive: true });
    symlinkSync(outside, join(top, "dir"));
    const answer = await readDiff(top);
    expect(JSON.stringify(answer)).not.toContain("top secret");
    expect(answer.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["a.txt", "dir/x.txt", "linked"]),
    );
  });

  test("has file names that look like options, patches and other files", async () => {
    const top = repository({ "a.txt": "1\n" });
    const names = [
      "-rf",
      "tab\there",
      "new\nline diff --git a/x b/x",
      'quo"te',
      "ümläut",
      ":(top)a",
      "*.txt",
    ];
    writeFiles(top, Object.fromEntries(names.map((name) => [name, "text\n"])));
    const { files } = await readDiff(top);
    expect(files.map(({ path }) => path).sort()).toEqual([...names].sort());
    for (const { diff } of files) expect(diff).toBe("@@ -0,0 +1 @@\n+text");
  });

  test("has content that looks like the header of another file", async () => {
    const top = repository({ "a.txt": "1\n", "b.txt": "1\n" });
    writeFiles(top, { "a.txt": "diff --git a/b.txt b/b.txt\n@@ -1 +1 @@\n", "b.txt": "2\n" });
    const { files } = await readDiff(top);
    expect(files[1]).toEqual({ path: "b.txt", status: "changed", diff: "@@ -1 +1 @@\n-1\n+2" });
  });

  test("has too much of everything", async () => {
    const top = repository({ "big.txt": "1\n" });
    writeFiles(top, { "big.txt": "line\n".repeat(40_000) });
    const many = Array.from({ length: NEW_FILES_MAX + 20 }, (_, n) => [`n${n}`, "x\n"] as const);
    writeFiles(top, Object.fromEntries(many));
    const answer = await readDiff(top);
    expect(answer.truncated).toBe(true);
    expect(answer.files.length).toBeLessThanOrEqual(NEW_FILES_MAX + 1);
    expect(answer.files[0]?.diff.length).toBeLessThanOrEqual(FILE_DIFF_CHARS);
  });

  test("has other repositories in it, whose settings are not used either", async () => {
    const top = repository({ "a.txt": "1\n" });
    const mark = join(tempFolder(), "ran");
    const inner = join(top, "inner");
    mkdirSync(inner);
    git(inner, "init", "--quiet");
    writeFiles(inner, { "x.txt": "1\n" });
    git(inner, "add", ".");
    git(inner, "commit", "--quiet", "-m", "x");
    git(top, "-c", "advice.addEmbeddedRepo=false", "add", "inner");
    git(top, "commit", "--quiet", "-m", "with a repository");
    git(inner, "config", "core.fsmonitor", `touch ${mark}; false`);
    writeFiles(inner, { "x.txt": "2\n" });
    writeFiles(top, { "a.txt": "2\n" });
    expect((await readDiff(top)).files.map(({ path }) => path)).toEqual(["a.txt"]);
    expect(existsSync(mark)).toBe(false);
  });
});
