import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { git, repository, tempFolder } from "./fixture.js";
import { createNodePlaces, type NodePlaces } from "./node-place.js";

const REPOSITORY = { "src/a.txt": "one\n" };
const sh = (cwd: string, ...args: string[]) => git(cwd, ...args).trim();

let places: NodePlaces;
beforeEach(() => {
  places = createNodePlaces({ scratch: tempFolder(), path: process.env.PATH ?? "" });
});

test("a sub-agent works in a folder of its own in its agent's workspace", async () => {
  const workspace = tempFolder();
  const request = { workspace, name: "scout-7", parent: workspace, writes: false };
  const place = await places.create(request);
  expect(place).toEqual({ path: join(workspace, ".agents", "scout-7") });
  expect(existsSync(place.path)).toBe(true);
  expect(await places.create(request)).toEqual(place);
});

test("one that writes outside of a repository gets a plain folder", async () => {
  const workspace = tempFolder();
  const place = await places.create({ workspace, name: "scout-7", parent: workspace, writes: true });
  expect(place.worktree).toBeUndefined();
});

test("one that writes to a repository gets a worktree with a branch, in the same folder of it", async () => {
  const repo = repository(REPOSITORY);
  const workspace = tempFolder();
  const request = { workspace, name: "coder-8", parent: join(repo, "src"), writes: true };
  const place = await places.create(request);
  expect(place.path).toBe(join(workspace, ".agents", "coder-8", "src"));
  expect(existsSync(join(place.path, "a.txt"))).toBe(true);
  expect(sh(place.path, "branch", "--show-current")).toBe("tinyagi/coder-8");
  expect(await places.create(request)).toEqual(place);
});

test("a worktree without changes is removed with its branch", async () => {
  const repo = repository(REPOSITORY);
  const place = await places.create({ workspace: tempFolder(), name: "coder-8", parent: repo, writes: true });
  expect(await places.release(place)).toBe(false);
  expect(existsSync(place.path)).toBe(false);
  expect(sh(repo, "branch", "--list", "tinyagi/*")).toBe("");
  expect(sh(repo, "worktree", "list").split("\n")).toHaveLength(1);
});

test.each([
  ["a changed file", (path: string) => writeFileSync(join(path, "src", "a.txt"), "two\n")],
  ["a new file", (path: string) => writeFileSync(join(path, "new.txt"), "x")],
  [
    "a commit",
    (path: string) => {
      writeFileSync(join(path, "new.txt"), "x");
      sh(path, "add", ".");
      sh(path, "commit", "-qm", "second");
    },
  ],
  ["an unreadable repository", (path: string) => writeFileSync(join(path, ".git"), "gitdir: /nowhere\n")],
])("a worktree with %s is kept", async (_what, change) => {
  const repo = repository(REPOSITORY);
  const place = await places.create({ workspace: tempFolder(), name: "coder-8", parent: repo, writes: true });
  change(place.path);
  expect(await places.release(place)).toBe(true);
  expect(existsSync(place.path)).toBe(true);
});

test("neither hooks nor filters of the repository run", async () => {
  const repo = repository(REPOSITORY);
  const proof = join(tempFolder(), "ran");
  writeFileSync(join(repo, ".git", "hooks", "post-checkout"), `#!/bin/sh\ntouch ${proof}\n`, { mode: 0o755 });
  writeFileSync(join(repo, ".gitattributes"), "*.txt filter=evil\n");
  sh(repo, "add", ".");
  sh(repo, "commit", "-qm", "attributes");
  sh(repo, "config", "filter.evil.smudge", `touch ${proof}; cat`);
  sh(repo, "config", "filter.evil.clean", `touch ${proof}; cat`);
  sh(repo, "config", "filter.evil.required", "true");
  sh(repo, "config", "core.fsmonitor", `touch ${proof}; true`);
  const place = await places.create({ workspace: tempFolder(), name: "coder-8", parent: repo, writes: true });
  expect(place.worktree).toBeDefined();
  writeFileSync(join(place.path, "src", "a.txt"), "two\n");
  await places.release(place);
  expect(existsSync(proof)).toBe(false);
});

test("a link in the place of the folder is refused", async () => {
  const workspace = tempFolder();
  const elsewhere = tempFolder();
  mkdirSync(join(workspace, ".agents"));
  symlinkSync(elsewhere, join(workspace, ".agents", "scout-7"));
  const created = places.create({ workspace, name: "scout-7", parent: workspace, writes: false });
  await expect(created).rejects.toMatchObject({ code: "PATH_REFUSED" });
  rmSync(join(workspace, ".agents"), { recursive: true });
  symlinkSync(elsewhere, join(workspace, ".agents"));
  const again = places.create({ workspace, name: "scout-7", parent: workspace, writes: false });
  await expect(again).rejects.toMatchObject({ code: "PATH_REFUSED" });
});
