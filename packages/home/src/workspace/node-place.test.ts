import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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

test("a link in the place of the folder of a worktree in which the sub-agent works is refused", async () => {
  const repo = repository(REPOSITORY);
  const elsewhere = tempFolder();
  const request = { workspace: tempFolder(), name: "coder-8", parent: join(repo, "src"), writes: true };
  const { path } = await places.create(request);
  rmSync(path, { recursive: true });
  symlinkSync(elsewhere, path);
  await expect(places.create(request)).rejects.toMatchObject({ code: "PATH_REFUSED" });
});

const attempt = async (repo: string) =>
  places.create({ workspace: tempFolder(), name: "coder-8", parent: repo, writes: true });

test.each([
  ["no_commit", (repo: string) => git(repo, "update-ref", "-d", "HEAD")],
  ["link", (repo: string) => moveAndLink(join(repo, ".git", "objects"))],
  ["link", (repo: string) => moveAndLink(join(repo, ".git", "refs", "heads"))],
  ["borrowed_objects", (repo: string) => borrowObjects(repo)],
  ["unreadable", (repo: string) => rmSync(join(repo, ".git", "objects"), { recursive: true })],
  ["occupied", (repo: string) => git(repo, "branch", "tinyagi/coder-8")],
  [
    "occupied",
    (repo: string) => mkdirSync(join(repo, ".git", "worktrees", "coder-8", "x"), { recursive: true }),
  ],
] as const)(
  "a repository that cannot be used gives a plain folder with the reason %s",
  async (refusal, change) => {
    const repo = repository(REPOSITORY);
    change(repo);
    const place = await attempt(repo);
    expect(place).toMatchObject({ refusal });
    expect(place.worktree).toBeUndefined();
    expect(readdirSync(place.path)).toEqual([]);
  },
);

test("without git there is a plain folder", async () => {
  const other = createNodePlaces({ scratch: tempFolder(), path: "/nowhere" });
  const repo = repository(REPOSITORY);
  const request = { workspace: tempFolder(), name: "coder-8", parent: repo, writes: true };
  expect(await other.create(request)).toMatchObject({ refusal: "no_git" });
});

test("git of the parent knows the worktree: links, modes, status and a worktree of a worktree", async () => {
  const repo = repository({ "run.sh": "#!/bin/sh\n", "src/a.txt": "one\n" });
  chmodSync(join(repo, "run.sh"), 0o755);
  symlinkSync("src/a.txt", join(repo, "link"));
  sh(repo, "add", ".");
  sh(repo, "commit", "-qm", "links");
  const place = await attempt(repo);
  expect(sh(place.path, "status", "--porcelain")).toBe("");
  expect(readlinkSync(join(place.path, "link"))).toBe("src/a.txt");
  expect(statSync(join(place.path, "run.sh")).mode & 0o111).not.toBe(0);
  expect(sh(repo, "worktree", "list")).toContain("[tinyagi/coder-8]");
  expect(sh(repo, "fsck")).toBe("");
  const inner = await places.create({
    workspace: place.path,
    name: "deep-9",
    parent: place.path,
    writes: true,
  });
  expect(sh(inner.path, "branch", "--show-current")).toBe("tinyagi/deep-9");
  expect(await places.release(inner)).toBe(false);
});

test("commits of a removed folder, a packed branch and a lock are respected", async () => {
  const repo = repository(REPOSITORY);
  const place = await attempt(repo);
  sh(place.path, "commit", "-q", "--allow-empty", "-m", "work");
  rmSync(place.path, { recursive: true });
  expect(await places.release(place)).toBe(true);
  expect(sh(repo, "branch", "--list", "tinyagi/*")).not.toBe("");
  const other = repository(REPOSITORY);
  const packed = await attempt(other);
  sh(other, "pack-refs", "--all");
  sh(other, "worktree", "lock", packed.path);
  expect(await places.release(packed)).toBe(true);
  sh(other, "worktree", "unlock", packed.path);
  expect(await places.release(packed)).toBe(false);
  expect(sh(other, "branch", "--list")).toBe("* main");
});

test("what an interrupted attempt left in the repository does not hinder the next one", async () => {
  const repo = repository(REPOSITORY);
  const request = { workspace: tempFolder(), name: "coder-8", parent: repo, writes: true };
  const place = await places.create(request);
  rmSync(place.path, { recursive: true });
  expect((await places.create(request)).worktree).toBeDefined();
});

function moveAndLink(path: string): void {
  const elsewhere = join(tempFolder(), "moved");
  renameSync(path, elsewhere);
  symlinkSync(elsewhere, path);
}

function borrowObjects(repo: string): void {
  const lender = repository({ "b.txt": "b\n" });
  writeFileSync(join(repo, ".git", "objects", "info", "alternates"), `${lender}/.git/objects\n`);
}
