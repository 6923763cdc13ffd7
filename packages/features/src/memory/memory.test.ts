/**
 * An agent's notes through the service behind the API.
 *
 * @requirement MEMORY-1
 */
import { link, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createWorkspaces, validateSettings } from "@tinyagi/home";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { before, swappable } from "../../../base/src/files/fixture.js";
import { createMemory, MEMORY_MAX_BYTES, type Memory, NOTE_MAX_BYTES } from "./memory.js";
import { MEMORY_FILES_MAX } from "./memory-tree.js";

let root = "";
let folder = "";
let memory: Memory;

const note = (name: string, summary = "S", body = "body\n"): string =>
  `---\nname: ${name}\nsummary: ${summary}\n---\n${body}`;

async function put(path: string, text: string): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "tinyagi-memory-")));
  const settings = validateSettings({
    workspace: { path: join(root, "ws") },
    agents: {
      coder: { name: "Coder", provider: "demo" },
      guest: { name: "Guest", provider: "demo", working_directory: join(root, "project") },
    },
  });
  const workspaces = createWorkspaces({
    settings: () => settings,
    home: join(root, "user", ".tinyagi"),
    userHome: join(root, "user"),
  });
  memory = createMemory({ workspaces });
  folder = join(root, "ws", "coder", "memory");
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("listing notes", () => {
  it("returns the index of the prompt, every note with its name, and the folder", async () => {
    await put("b.md", note("Bee", "About bees"));
    await put("work/plain.md", "no frontmatter");
    await put("work/release.md", note("Release"));
    expect(await memory.list("coder")).toEqual({
      index:
        "- **Bee** — About bees  `memory/b.md`\n- **[work/]**\n  - **Release** — S  `memory/work/release.md`",
      files: [
        { name: "Bee", path: "b.md" },
        { name: "plain", path: "work/plain.md" },
        { name: "Release", path: "work/release.md" },
      ],
      memoryDir: folder,
    });
  });

  it("is empty for an agent that has not run yet, and creates nothing", async () => {
    expect(await memory.list("coder")).toEqual({ index: "", files: [], memoryDir: folder });
    await expect(readdir(join(root, "ws"))).rejects.toThrow("ENOENT");
  });

  it("reads the agent's effective directory", async () => {
    await memory.write("guest", "a", note("Ann"));
    expect(await readFile(join(root, "project/memory/a.md"), "utf8")).toContain("Ann");
    expect((await memory.list("guest")).memoryDir).toBe(join(root, "project/memory"));
    expect((await memory.list("coder")).files).toEqual([]);
  });

  it("stops at the limit of notes", async () => {
    await mkdir(folder, { recursive: true });
    for (let i = 0; i < MEMORY_FILES_MAX + 5; i += 1) await writeFile(join(folder, `n${i}.md`), note("N"));
    expect((await memory.list("coder")).files).toHaveLength(MEMORY_FILES_MAX);
    expect((await memory.search("coder", "n", 5)).cut).toBe(true);
  });

  it("refuses an unknown agent", async () => {
    await expect(memory.list("nobody")).rejects.toMatchObject({ code: "UNKNOWN_AGENT" });
  });
});

describe("writing a note", () => {
  it("creates it with its folders, replaces it, and can be read back", async () => {
    expect(await memory.write("coder", "work/release", note("Release", '"How: we cut"'))).toMatchObject({
      created: true,
      path: "work/release.md",
    });
    const second = await memory.write("coder", "memory/work/release.md", note("Release", "New"));
    expect(second).toMatchObject({ created: false, path: "work/release.md", summary: "New" });
    expect(await memory.read("coder", "work/release.md")).toEqual({
      name: "Release",
      path: "work/release.md",
      summary: "New",
      content: note("Release", "New"),
    });
  });

  it.each([
    ["no frontmatter", "just text"],
    ["no summary", "---\nname: X\n---\n"],
    ["a broken frontmatter", "---\nname: [X\n---\n"],
  ])("refuses %s and writes nothing", async (_what, content) => {
    await expect(memory.write("coder", "a", content)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect((await memory.list("coder")).files).toEqual([]);
  });

  it("refuses a note that is too large", async () => {
    const content = note("Big", "S", "x".repeat(NOTE_MAX_BYTES));
    await expect(memory.write("coder", "a", content)).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
  });
});

describe("hostile paths", () => {
  const hostile = [
    "../AGENTS.md",
    "../../x.md",
    "/etc/passwd",
    "a/../../x.md",
    "./a.md",
    ".hidden.md",
    "a//b.md",
    "a\\b.md",
    "a\0.md",
    "x.txt",
    "a/b/c/d/e/f/g/h/i.md",
    `${"x".repeat(300)}.md`,
    " a.md",
    "‮a.md",
  ];
  it.each(hostile)("%j is refused for reading, writing and removing", async (path) => {
    await memory.write("coder", "keep", note("Keep"));
    for (const act of [
      () => memory.read("coder", path),
      () => memory.write("coder", path, note("X")),
      () => memory.remove("coder", path),
    ])
      await expect(act()).rejects.toMatchObject({ code: "PATH_REFUSED" });
    expect(await readdir(folder)).toEqual(["keep.md"]);
  });

  it("links are neither read, replaced, removed nor followed, anywhere on a path", async () => {
    await memory.write("coder", "keep", note("Keep"));
    const outside = join(root, "secret.md");
    await writeFile(outside, note("Secret", "canary"));
    await mkdir(join(root, "elsewhere"));
    await symlink(outside, join(folder, "link.md"));
    await symlink(join(root, "elsewhere"), join(folder, "dir"));
    await symlink(join(root, "nowhere.md"), join(folder, "dangling.md"));
    for (const path of ["link", "dangling"])
      await expect(memory.write("coder", path, note("X"))).rejects.toMatchObject({ code: "PATH_REFUSED" });
    await expect(memory.write("coder", "dir/x", note("X"))).rejects.toMatchObject({ code: "PATH_REFUSED" });
    await expect(memory.read("coder", "link")).rejects.toMatchObject({ code: "PATH_REFUSED" });
    await expect(memory.remove("coder", "link")).rejects.toMatchObject({ code: "PATH_REFUSED" });
    await writeFile(join(root, "elsewhere", "y.md"), note("Y"));
    await expect(memory.remove("coder", "dir/y")).rejects.toMatchObject({ code: "PATH_REFUSED" });
    expect(await readdir(join(root, "elsewhere"))).toEqual(["y.md"]);
    expect(await readFile(outside, "utf8")).toContain("canary");
    expect((await memory.list("coder")).files).toEqual([{ name: "Keep", path: "keep.md" }]);
    expect((await memory.search("coder", "canary", 5)).results).toEqual([]);
  });

  it("a hard link to a file elsewhere is not read", async () => {
    await memory.write("coder", "keep", note("Keep"));
    await writeFile(join(root, "secret.md"), note("Secret", "canary"));
    await link(join(root, "secret.md"), join(folder, "hard.md"));
    await expect(memory.read("coder", "hard")).rejects.toMatchObject({ code: "PATH_REFUSED" });
    expect((await memory.search("coder", "canary", 5)).results).toEqual([]);
  });

  it("a memory folder that is a link contains no notes and accepts none", async () => {
    await mkdir(join(root, "elsewhere"));
    await mkdir(dirname(folder), { recursive: true });
    await symlink(join(root, "elsewhere"), folder);
    await writeFile(join(root, "elsewhere", "a.md"), note("A"));
    expect((await memory.list("coder")).files).toEqual([]);
    await expect(memory.write("coder", "b", note("B"))).rejects.toMatchObject({ code: "PATH_REFUSED" });
    expect(await readdir(join(root, "elsewhere"))).toEqual(["a.md"]);
  });
});

describe("a folder that becomes a link meanwhile", () => {
  let elsewhere = "";
  beforeEach(async () => {
    elsewhere = join(root, "elsewhere");
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, "y.md"), note("Secret", "canary"));
    await memory.write("coder", "a/y", note("Y"));
  });

  it.each(["open", "rename"] as const)("causes no write elsewhere at the %s", async (step) => {
    const swapped = swappable(join(folder, "a"), elsewhere);
    {
      using _swap = before(step, (path) => path.endsWith(".tmp") && swapped.link());
      await memory.write("coder", "a/y", note("Mine")).catch(() => undefined);
      await memory.write("coder", "a/x", note("Mine")).catch(() => undefined);
    }
    expect(await readdir(elsewhere)).toEqual(["y.md"]);
    expect(await readFile(join(elsewhere, "y.md"), "utf8")).toContain("canary");
  });

  it("causes no removal elsewhere", async () => {
    const swapped = swappable(join(folder, "a"), elsewhere);
    {
      using _swap = before("unlink", () => swapped.link());
      await memory.remove("coder", "a/y").catch(() => undefined);
    }
    expect(await readdir(elsewhere)).toEqual(["y.md"]);
  });

  it("causes no read and no listing elsewhere when it is the memory folder", async () => {
    const swapped = swappable(folder, elsewhere);
    let looked = false;
    {
      using _look = before("lstat", (path) => {
        looked ||= path === folder;
      });
      using _swap = before("realpath", () => looked && swapped.link());
      await expect(memory.read("coder", "y")).rejects.toMatchObject({ code: "PATH_REFUSED" });
      swapped.restore();
      looked = false;
      expect(await memory.list("coder")).toMatchObject({ index: "", files: [] });
    }
  });
});

describe("removing a note", () => {
  it("removes folders that become empty, and reports a missing note", async () => {
    await memory.write("coder", "a/b/one", note("One"));
    await memory.write("coder", "a/two", note("Two"));
    await memory.remove("coder", "a/b/one");
    expect(await readdir(join(folder, "a"))).toEqual(["two.md"]);
    await memory.remove("coder", "a/two");
    expect(await readdir(folder)).toEqual([]);
    await expect(memory.remove("coder", "a/two")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(memory.read("coder", "a/two")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("searching notes", () => {
  it("ranks names over summaries over text, and requires every word", async () => {
    await memory.write("coder", "one", note("Release", "How to ship", "nothing\n"));
    await memory.write("coder", "two", note("Ship", "The release of ships", "x\n"));
    await memory.write("coder", "three", note("Other", "Other", "Words before.\nWe release on Friday.\n"));
    const { results } = await memory.search("coder", "RELEASE", 10);
    expect(results.map((result) => result.path)).toEqual(["one.md", "two.md", "three.md"]);
    expect(results[2]).toMatchObject({
      name: "Other",
      snippet: expect.stringContaining("release on Friday"),
    });
    expect((await memory.search("coder", "release ship", 10)).results.map(({ path }) => path)).toEqual([
      "two.md",
      "one.md",
    ]);
    expect((await memory.search("coder", "release", 1)).results).toHaveLength(1);
    expect((await memory.search("coder", "release missing", 10)).results).toEqual([]);
    expect((await memory.search("coder", "…!?", 10)).results).toEqual([]);
  });
});

describe("a memory that is full", () => {
  it("takes no further note, but still a new content of one that is there", async () => {
    await memory.write("coder", "first.md", note("first"));
    for (let count = 1; count < MEMORY_FILES_MAX; count += 1) await put(`n${count}.md`, note(`n${count}`));
    await expect(memory.write("coder", "more.md", note("more"))).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(/500 notes.*Merge or remove/),
    });
    expect(await memory.write("coder", "first.md", note("again"))).toMatchObject({ created: false });
  });

  it("is full by its size, too", async () => {
    const large = note("large", "S", "x".repeat(NOTE_MAX_BYTES - 100));
    const parts = Math.floor(MEMORY_MAX_BYTES / NOTE_MAX_BYTES);
    for (let count = 0; count < parts; count += 1) await put(`n${count}.md`, large);
    await expect(memory.write("coder", "more.md", large)).rejects.toMatchObject({ code: "CONFLICT" });
    await memory.remove("coder", "n0.md");
    expect(await memory.write("coder", "more.md", large)).toMatchObject({ created: true });
  });
});
