/** A task's clone, with real git and hostile agents. @requirement GIT-1 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { git, repository, tempFolder, writeFiles } from "../workspace/fixture.js";
import { mergePack } from "./merge-pack.js";
import { ensureClone, findTarget, packClone, readClone } from "./task-clone.js";

const PATH = process.env.PATH ?? "";
const BRANCH = "tinyagi/t-1";

async function start(files: Readonly<Record<string, string>>) {
  const source = repository(files);
  const workspace = tempFolder();
  const root = join(workspace, ".agents", "task-t-1");
  const place = { scratch: tempFolder(), path: PATH };
  const found = await findTarget(source, undefined);
  if (!found.ok) throw new Error(found.reason);
  const { base, target } = found;
  const wanted = { workspace, root, repository: source, base, branch: BRANCH, agentId: "coder" };
  expect(await ensureClone(place, wanted)).toEqual({ ok: true });
  const read = async () => {
    const answer = await readClone(place, { root, base });
    if (!answer.ok) throw new Error(answer.reason);
    return answer;
  };
  const merge = async (tree?: string) => {
    const wanted = { root, base, tree: tree ?? (await read()).tree, message: "Task T-1", agentId: "coder" };
    const done = await packClone(place, wanted, ({ commit, pack }) =>
      mergePack(place, { repository: source, target, commit, pack, message: "Merge T-1", now: 1_000 }),
    );
    return done.ok ? done.value : done;
  };
  return { source, root, place, base, read, merge };
}

function commit(folder: string, files: Readonly<Record<string, string>>, message = "work"): string {
  writeFiles(folder, files);
  git(folder, "add", "-A");
  git(folder, "commit", "--quiet", "-m", message);
  return git(folder, "rev-parse", "HEAD").trim();
}

describe("the clone of a task", () => {
  test("has the history of its branch, a branch of its own and no way back", async () => {
    const { source, root } = await start({ "a.txt": "one\n", "src/b.ts": "let b;\n" });
    expect(git(root, "status", "--porcelain", "--branch").trim()).toBe(`## ${BRANCH}`);
    expect(git(root, "log", "--format=%s").trim()).toBe("first");
    expect(git(root, "remote").trim()).toBe("");
    expect(git(root, "fsck", "--strict")).toBe("");
    expect(readFileSync(join(root, ".git/config"), "utf8")).not.toContain(source);
    expect(existsSync(join(root, ".git/objects/info/alternates"))).toBe(false);
  });

  test("shows committed, uncommitted, new, renamed, removed and binary files", async () => {
    const long = "line\n".repeat(30);
    const { root, read } = await start({
      "a.txt": "one\n",
      "old.txt": long,
      "gone.txt": "x\n",
      ".gitignore": "*.log\n",
    });
    commit(root, { "a.txt": "two\n" });
    git(root, "mv", "old.txt", "new.txt");
    rmSync(join(root, "gone.txt"));
    writeFiles(root, { "debug.log": "noise", "src/new.ts": "let a;\n" });
    writeFileSync(join(root, "p.bin"), Buffer.from([0, 1, 2, 0, 255]));
    const { diff } = await read();
    expect(diff.truncated).toBe(false);
    expect(
      diff.files.map(({ path, from, status, binary, added, removed }) => [
        path,
        from,
        status,
        binary,
        added,
        removed,
      ]),
    ).toEqual([
      ["a.txt", null, "changed", false, 1, 1],
      ["gone.txt", null, "removed", false, 0, 1],
      ["new.txt", "old.txt", "renamed", false, 0, 0],
      ["p.bin", null, "added", true, 0, 0],
      ["src/new.ts", null, "added", false, 1, 0],
    ]);
    expect(diff.files[0]?.diff).toBe("@@ -1 +1 @@\n-one\n+two");
  });

  test("is refused where there is no such branch or repository", async () => {
    const source = repository({ "a.txt": "1" });
    expect(await findTarget(source, "nope")).toEqual({ ok: false, reason: "no_branch" });
    expect(await findTarget(source, "--upload-pack=x")).toEqual({ ok: false, reason: "bad_branch" });
    expect(await findTarget(source, "../../x")).toEqual({ ok: false, reason: "bad_branch" });
    expect(await findTarget(tempFolder(), undefined)).toEqual({ ok: false, reason: "none" });
  });

  test("is made once, and not through a link", async () => {
    const { source, root, place, base } = await start({ "a.txt": "one\n" });
    const workspace = join(root, "../..");
    writeFiles(root, { "a.txt": "two\n" });
    const wanted = { workspace, root, repository: source, base, branch: BRANCH, agentId: "coder" };
    expect(await ensureClone(place, wanted)).toEqual({ ok: true });
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("two\n");
    const outside = tempFolder();
    symlinkSync(outside, join(workspace, ".agents", "t-2"));
    const linked = { ...wanted, root: join(workspace, ".agents", "t-2") };
    expect(await ensureClone(place, linked)).toEqual({ ok: false, reason: "link" });
  });
});

describe("approved work", () => {
  test("is merged as a fast-forward, with what the agent did not commit, into the checkout too", async () => {
    const { source, root, merge } = await start({ "a.txt": "one\n" });
    commit(root, { "a.txt": "two\n" }, "change a");
    writeFiles(root, { "b.txt": "new\n" });
    expect(await merge()).toMatchObject({ ok: true, kind: "fast_forward" });
    expect(git(source, "log", "--format=%s %an").trim().split("\n")).toEqual(["Task T-1 coder", "first t"]);
    expect(git(source, "status", "--porcelain")).toBe("");
    expect(readFileSync(join(source, "a.txt"), "utf8")).toBe("two\n");
    expect(readFileSync(join(source, "b.txt"), "utf8")).toBe("new\n");
    expect(git(source, "fsck", "--strict")).toBe("");
    expect(git(source, "reflog", "show", "main", "--format=%gs").split("\n")[0]).toBe(
      "tinyagi: fast_forward",
    );
    expect(await merge()).toMatchObject({ ok: true, kind: "nothing" });
  });

  test("is merged with a merge commit when the branch moved, and keeps other changes of the checkout", async () => {
    const { source, root, merge } = await start({ "a.txt": "one\n", "mine.txt": "1\n" });
    commit(root, { "a.txt": "two\n" });
    commit(source, { "c.txt": "mine\n" }, "meanwhile");
    writeFiles(source, { "mine.txt": "edited\n", "untracked.txt": "u\n" });
    expect(await merge()).toMatchObject({ ok: true, kind: "merge" });
    expect(git(source, "log", "-1", "--format=%s").trim()).toBe("Merge T-1");
    expect(readFileSync(join(source, "a.txt"), "utf8")).toBe("two\n");
    expect(readFileSync(join(source, "mine.txt"), "utf8")).toBe("edited\n");
    expect(git(source, "status", "--porcelain")).toBe(" M mine.txt\n?? untracked.txt\n");
  });

  test("changes nothing when lines conflict, and names the files", async () => {
    const { source, root, merge } = await start({ "a.txt": "one\n" });
    commit(root, { "a.txt": "two\n" });
    const before = commit(source, { "a.txt": "three\n" });
    expect(await merge()).toEqual({ ok: false, reason: "conflict", conflicts: ["a.txt"] });
    expect(git(source, "rev-parse", "HEAD").trim()).toBe(before);
    expect(git(source, "status", "--porcelain")).toBe("");
  });

  test("changes nothing when a file of the checkout is in the way", async () => {
    const { source, root, base, merge } = await start({ "a.txt": "one\n" });
    commit(root, { "a.txt": "two\n", "b.txt": "new\n" });
    writeFiles(source, { "b.txt": "mine, never committed\n" });
    expect(await merge()).toEqual({ ok: false, reason: "dirty" });
    expect(git(source, "rev-parse", "HEAD").trim()).toBe(base);
    expect(readFileSync(join(source, "b.txt"), "utf8")).toBe("mine, never committed\n");
    expect(readFileSync(join(source, "a.txt"), "utf8")).toBe("one\n");
  });

  test("changes nothing while another git holds the index of the checkout", async () => {
    const { source, root, base, merge } = await start({ "a.txt": "one\n" });
    commit(root, { "a.txt": "two\n" });
    // The index knows other times of its files, so that it is to be written.
    utimesSync(join(source, "a.txt"), 1, 1);
    writeFileSync(join(source, ".git/index.lock"), "");
    expect(await merge()).toEqual({ ok: false, reason: "dirty" });
    expect(git(source, "rev-parse", "HEAD").trim()).toBe(base);
    expect(readFileSync(join(source, "a.txt"), "utf8")).toBe("one\n");
  });

  test("leaves the checkout as it was when the branch cannot be moved", async () => {
    const { source, root, base, merge } = await start({
      "a.txt": "one\n",
      "gone.txt": "x\n",
      "mine.txt": "1\n",
    });
    rmSync(join(root, "gone.txt"));
    commit(root, { "a.txt": "two\n", "b/new.txt": "new\n" });
    writeFiles(source, { "mine.txt": "edited\n" });
    const lock = join(source, ".git/refs/heads/main.lock");
    writeFileSync(lock, "");
    expect(await merge()).toEqual({ ok: false, reason: "moved" });
    expect(git(source, "rev-parse", "HEAD").trim()).toBe(base);
    expect(git(source, "status", "--porcelain")).toBe(" M mine.txt\n");
    expect(readFileSync(join(source, "a.txt"), "utf8")).toBe("one\n");
    rmSync(lock);
    expect(await merge()).toMatchObject({ ok: true, kind: "fast_forward" });
    expect(git(source, "status", "--porcelain")).toBe(" M mine.txt\n");
  });

  test("has no commit with content that nobody was shown", async () => {
    const { source, root, merge } = await start({ "a.txt": "one\n" });
    commit(root, { "key.txt": "sk-secret\n" }, "oops");
    rmSync(join(root, "key.txt"));
    commit(root, { "a.txt": "two\n" }, "without it");
    expect(await merge()).toMatchObject({ ok: true, kind: "fast_forward" });
    expect(git(source, "log", "--format=%s").trim().split("\n")).toEqual(["Task T-1", "first"]);
    expect(git(source, "log", "--all", "--format=%H", "--", "key.txt")).toBe("");
  });

  test("is only what was shown", async () => {
    const { source, root, base, read, merge } = await start({ "a.txt": "one\n" });
    commit(root, { "a.txt": "two\n" });
    const { tree } = await read();
    commit(root, { "a.txt": "evil\n" });
    expect(await merge(tree)).toEqual({ ok: false, reason: "changed" });
    expect(git(source, "rev-parse", "HEAD").trim()).toBe(base);
  });

  test("goes into a branch that is not checked out, and not beneath another worktree", async () => {
    const { source, root, merge } = await start({ "a.txt": "one\n" });
    commit(root, { "a.txt": "two\n" });
    git(source, "checkout", "--quiet", "-b", "other");
    expect(await merge()).toMatchObject({ ok: true, kind: "fast_forward" });
    expect(git(source, "show", "main:a.txt")).toBe("two\n");
    expect(readFileSync(join(source, "a.txt"), "utf8")).toBe("one\n");
    git(source, "worktree", "add", "--quiet", join(tempFolder(), "w"), "main");
    commit(root, { "a.txt": "three\n" });
    expect(await merge()).toEqual({ ok: false, reason: "checked_out_elsewhere" });
  });
});

describe("a hostile agent", () => {
  test("runs no program with hooks, filters and settings of its clone or in the person's repository", async () => {
    const { source, root, read, merge } = await start({ "a.txt": "one\n" });
    const mark = join(tempFolder(), "ran");
    const program = join(tempFolder(), "evil.sh");
    writeFileSync(program, `#!/bin/sh\ntouch ${mark}\ncat\n`, { mode: 0o755 });
    commit(root, { "a.txt": "two\n", ".gitattributes": "* filter=evil diff=evil merge=evil\n" });
    for (const folder of [root, source]) {
      for (const name of [
        "core.fsmonitor",
        "core.sshCommand",
        "diff.external",
        "diff.evil.command",
        "diff.evil.textconv",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "merge.evil.driver",
        "gpg.program",
      ])
        git(folder, "config", name, program);
      git(folder, "config", "commit.gpgSign", "true");
      mkdirSync(join(folder, ".git/hooks"), { recursive: true });
    }
    for (const folder of [root, source])
      for (const hook of [
        "pre-commit",
        "reference-transaction",
        "post-index-change",
        "post-checkout",
        "post-merge",
      ]) {
        writeFileSync(join(folder, ".git/hooks", hook), `#!/bin/sh\ntouch ${mark}\n`);
        chmodSync(join(folder, ".git/hooks", hook), 0o755);
      }
    writeFiles(root, { "a.txt": "three\n", "b.txt": "new\n" });
    expect((await read()).diff.files.map(({ path }) => path)).toEqual([".gitattributes", "a.txt", "b.txt"]);
    expect(await merge()).toMatchObject({ ok: true });
    expect(readFileSync(join(source, "a.txt"), "utf8")).toBe("three\n");
    expect(existsSync(mark)).toBe(false);
  });

  test("reads nothing through links, alternates, or a `.git` that names another repository", async () => {
    const secret = repository({ "key.txt": "top secret\n" });
    const linked = await start({ "a.txt": "one\n" });
    symlinkSync(join(secret, "key.txt"), join(linked.root, "link"));
    expect(JSON.stringify(await linked.read())).not.toContain("top secret");
    await linked.merge();
    expect(git(linked.source, "ls-tree", "HEAD", "link")).toMatch(/^120000/);
    writeFiles(linked.root, { ".git/objects/info/alternates": join(secret, ".git/objects\n") });
    await expect(linked.read()).rejects.toThrow("borrowed_objects");
    rmSync(join(linked.root, ".git"), { recursive: true });
    writeFiles(linked.root, { ".git": `gitdir: ${join(secret, ".git")}\n` });
    await expect(linked.read()).rejects.toThrow("not_linked_back");
    rmSync(join(linked.root, ".git"));
    symlinkSync(join(secret, ".git"), join(linked.root, ".git"));
    await expect(linked.read()).rejects.toThrow("link");
    rmSync(join(linked.root, ".git"));
    await expect(linked.read()).rejects.toThrow(/none|no_clone/);
  });

  test("brings no repository of its own into the merge", async () => {
    const { source, root, read, merge } = await start({ "a.txt": "one\n" });
    const mark = join(tempFolder(), "ran");
    mkdirSync(join(root, "inner"));
    git(join(root, "inner"), "init", "--quiet");
    commit(join(root, "inner"), { "x.txt": "1\n" });
    git(join(root, "inner"), "config", "core.fsmonitor", `touch ${mark}; false`);
    writeFiles(root, { "a.txt": "two\n" });
    expect((await read()).diff.files.map(({ path }) => path)).toEqual(["a.txt"]);
    expect(await merge()).toMatchObject({ ok: true });
    expect(git(source, "ls-files").trim()).toBe("a.txt");
    expect(existsSync(mark)).toBe(false);
  });

  test("shows a huge change in part", async () => {
    const { root, read } = await start({ "a.txt": "one\n" });
    writeFiles(root, { "a.txt": "line\n".repeat(400_000) });
    writeFiles(root, Object.fromEntries(Array.from({ length: 1_200 }, (_, n) => [`n/${n}`, "x\n"])));
    const { diff } = await read();
    expect(diff.truncated).toBe(true);
    expect(diff.files.length).toBeLessThanOrEqual(1_000);
    expect(diff.files[0]?.added).toBe(400_000);
  });
});
