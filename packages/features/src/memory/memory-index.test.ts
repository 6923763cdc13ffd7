import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openRegularFile } from "@tinyagi/base";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MEMORY_INDEX_MAX_CHARS, readMemoryIndex } from "./memory-index.js";
import { createMemoryCache, MEMORY_DEPTH_MAX, MEMORY_FILES_MAX } from "./memory-tree.js";

vi.mock("@tinyagi/base", async (original) => {
  const real = await original<typeof import("@tinyagi/base")>();
  return { ...real, openRegularFile: vi.fn(real.openRegularFile) };
});
const opened = vi.mocked(openRegularFile);

let base = "";
let memory = "";
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "tinyagi-memory-"));
  memory = join(base, "memory");
  await mkdir(memory);
});
afterEach(() => rm(base, { recursive: true, force: true }));

const note = (name: string, summary = "S"): string => `---\nname: ${name}\nsummary: ${summary}\n---\nbody\n`;

async function put(path: string, text: string): Promise<void> {
  const file = join(memory, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

describe("the memory index", () => {
  it("is a tree of names and summaries, sorted", async () => {
    await put("b.md", note("Bee", "About bees"));
    await put("a.md", note("Ann"));
    await put("work/deep/x.MD", note("Deep"));
    await put("work/y.md", "---\r\nname: Why\r\nsummary: Because\r\n---\r\n");
    expect(await readMemoryIndex(memory)).toBe(
      [
        "- **Ann** — S  `memory/a.md`",
        "- **Bee** — About bees  `memory/b.md`",
        "- **[work/]**",
        "  - **Why** — Because  `memory/work/y.md`",
        "  - **[deep/]**",
        "    - **Deep** — S  `memory/work/deep/x.MD`",
      ].join("\n"),
    );
  });

  it("leaves out hidden entries, other files, notes without a head and folders without notes", async () => {
    await put(".hidden.md", note("Hidden"));
    await put(".git/a.md", note("Git"));
    await put("a.txt", note("Text"));
    await put("plain.md", "no frontmatter");
    await put("empty/.keep", "");
    expect(await readMemoryIndex(memory)).toBe("");
  });

  it("names a note whose frontmatter is broken", async () => {
    await put("bad.md", "---\nname: 'open\n---\n");
    expect(await readMemoryIndex(memory)).toBe(
      "- `memory/bad.md` — its frontmatter is not valid; correct it",
    );
  });

  it("is empty when the folder is missing or is a file", async () => {
    expect(await readMemoryIndex(join(base, "none"))).toBe("");
    await writeFile(join(base, "file"), "");
    expect(await readMemoryIndex(join(base, "file"))).toBe("");
  });

  it("follows no link: to a file, to a folder, in its own place", async () => {
    await mkdir(join(base, "outside"));
    await writeFile(join(base, "outside", "secret.md"), note("Secret"));
    await symlink(join(base, "outside", "secret.md"), join(memory, "link.md"));
    await symlink(join(base, "outside"), join(memory, "folder"));
    await symlink(memory, join(memory, "loop"));
    expect(await readMemoryIndex(memory)).toBe("");
    await symlink(join(base, "outside"), join(base, "linked"));
    expect(await readMemoryIndex(join(base, "linked"))).toBe("");
  });

  it("may lie behind a link to the workspace", async () => {
    await put("a.md", note("Ann"));
    await symlink(base, `${base}-link`);
    try {
      expect(await readMemoryIndex(join(`${base}-link`, "memory"))).toContain("**Ann**");
    } finally {
      await rm(`${base}-link`);
    }
  });
});

describe("the limits of the index", () => {
  const MORE = "- … there are more notes than listed here; see the folder";

  it("of files", async () => {
    const names = Array.from({ length: MEMORY_FILES_MAX + 1 }, (_, index) => `${1_000 + index}`);
    await Promise.all(names.slice(1).map((name) => put(`${name}.md`, note("N"))));
    expect((await readMemoryIndex(memory)).split("\n")).toHaveLength(MEMORY_FILES_MAX);
    await put("1000.md", note("N"));
    const lines = (await readMemoryIndex(memory)).split("\n");
    expect(lines).toHaveLength(MEMORY_FILES_MAX + 1);
    expect(lines.at(-1)).toBe(MORE);
  });

  it("of depth", async () => {
    const folder = (depth: number): string => Array.from({ length: depth - 1 }, () => "d/").join("");
    await put(`${folder(MEMORY_DEPTH_MAX)}in.md`, note("In"));
    expect(await readMemoryIndex(memory)).toMatch(/\*\*In\*\*.*$/);
    await put(`${folder(MEMORY_DEPTH_MAX + 1)}out.md`, note("Out"));
    const index = await readMemoryIndex(memory);
    expect(index).not.toContain("**Out**");
    expect(index.endsWith(MORE)).toBe(true);
  });

  it("of length", async () => {
    await Promise.all(
      Array.from({ length: 150 }, (_, index) => put(`${index}.md`, note("N", "s".repeat(290)))),
    );
    const index = await readMemoryIndex(memory);
    expect(index.length).toBeLessThan(MEMORY_INDEX_MAX_CHARS + 100);
    expect(index.endsWith(MORE)).toBe(true);
  });

  it("of one head: what stands far down is not read", async () => {
    await put("a.md", `---\nname: A\nx: ${"x".repeat(20_000)}\nsummary: B\n---\n`);
    expect(await readMemoryIndex(memory)).toBe("");
  });
});

describe("the cache", () => {
  it("opens no file again while nothing changed", async () => {
    const cache = createMemoryCache({ now: () => Date.now() + 3_600_000 });
    await put("a.md", note("Ann"));
    await put("plain.md", "no frontmatter");
    const first = await readMemoryIndex(memory, cache);
    opened.mockClear();
    expect(await readMemoryIndex(memory, cache)).toBe(first);
    expect(opened).not.toHaveBeenCalled();
  });

  it("sees notes that are changed, added, moved and removed", async () => {
    const cache = createMemoryCache();
    await put("a.md", note("Ann"));
    await readMemoryIndex(memory, cache);
    await put("a.md", note("Annabel"));
    expect(await readMemoryIndex(memory, cache)).toContain("**Annabel**");
    await put("sub/b.md", note("Bob"));
    expect(await readMemoryIndex(memory, cache)).toContain("**Bob**");
    await rename(join(memory, "sub", "b.md"), join(memory, "c.md"));
    expect(await readMemoryIndex(memory, cache)).toMatch(/\*\*Bob\*\* — S {2}`memory\/c\.md`$/);
    await rm(join(memory, "a.md"));
    expect(await readMemoryIndex(memory, cache)).not.toContain("Annabel");
  });
});

describe("names of files", () => {
  it("that would break the list are left out", async () => {
    await put("a\nb.md", note("Line"));
    await put("a`b.md", note("Tick"));
    await put("fold\u001ber/a.md", note("Escape"));
    await put("with space — ü.md", note("Fine"));
    expect(await readMemoryIndex(memory)).toBe("- **Fine** — S  `memory/with space — ü.md`");
  });

  it("of a folder that only looks like a note are folders", async () => {
    await put("a.md/b.md", note("Bee"));
    expect(await readMemoryIndex(memory)).toBe("- **[a.md/]**\n  - **Bee** — S  `memory/a.md/b.md`");
  });
});

describe("several agents on one cache", () => {
  it("see their own notes only", async () => {
    const cache = createMemoryCache();
    const other = join(base, "other", "memory");
    await mkdir(other, { recursive: true });
    await put("a.md", note("Mine"));
    await writeFile(join(other, "a.md"), note("Theirs"));
    for (let round = 0; round < 2; round += 1) {
      expect(await readMemoryIndex(memory, cache)).toBe("- **Mine** — S  `memory/a.md`");
      expect(await readMemoryIndex(other, cache)).toBe("- **Theirs** — S  `memory/a.md`");
    }
  });

  it("may be read at the same time", async () => {
    const cache = createMemoryCache();
    await put("a.md", note("Ann"));
    await put("sub/b.md", note("Bob"));
    const all = await Promise.all(Array.from({ length: 8 }, () => readMemoryIndex(memory, cache)));
    expect(new Set(all).size).toBe(1);
  });
});
