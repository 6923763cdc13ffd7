/** Which files of a skill are read, and which are refused. @requirement SKILL-1 */
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  computeDigest,
  loadSkillHead,
  readSkillFolder,
  readSkillHead,
  SKILL_BYTES_MAX,
  SKILL_FILES_MAX,
  SKILL_NAME,
} from "./skill-content.js";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "tinyagi-skill-content-")));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, content: string | Buffer = "x"): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}
const HEAD = "---\nname: pdf\ndescription: Reads PDF files.\n---\n# PDF\n";
const refusal = (reason: string) =>
  expect.objectContaining({ code: "PATH_REFUSED", message: expect.stringContaining(reason) });

describe("a folder", () => {
  test("is read with everything below it, byte for byte", async () => {
    const bytes = Buffer.from([0, 255, 10, 13]);
    put("SKILL.md", HEAD);
    put("scripts/run.mjs", "#!/usr/bin/env node\n");
    put("data/a b/ünïcode.bin", bytes);
    const files = await readSkillFolder(folder);
    expect([...(files?.keys() ?? [])].sort()).toEqual([
      "SKILL.md",
      "data/a b/ünïcode.bin",
      "scripts/run.mjs",
    ]);
    expect(files?.get("data/a b/ünïcode.bin")).toEqual(bytes);
  });

  test("is read without the files of a git working copy", async () => {
    put("SKILL.md", HEAD);
    put(".git/config");
    put(".DS_Store");
    expect([...((await readSkillFolder(folder))?.keys() ?? [])]).toEqual(["SKILL.md"]);
  });

  test("that does not exist, or is below a file, yields null", async () => {
    put("file");
    expect(await readSkillFolder(join(folder, "nothing"))).toBeNull();
    expect(await readSkillFolder(join(folder, "file", "below"))).toBeNull();
  });

  test("that is a file or a link is refused", async () => {
    put("file");
    put("real/SKILL.md", HEAD);
    symlinkSync(join(folder, "real"), join(folder, "link"));
    for (const name of ["file", "link"])
      await expect(readSkillFolder(join(folder, name))).rejects.toEqual(refusal("it is a link or no folder"));
  });

  test("is refused with a link in it, to any target", async () => {
    put("SKILL.md", HEAD);
    symlinkSync("SKILL.md", join(folder, "same"));
    await expect(readSkillFolder(folder)).rejects.toMatchObject({ code: "PATH_REFUSED" });
  });

  test("is refused with a pipe in it, and does not wait for a writer", async () => {
    put("SKILL.md", HEAD);
    execFileSync("mkfifo", [join(folder, "pipe")]);
    await expect(readSkillFolder(folder)).rejects.toMatchObject({ code: "PATH_REFUSED" });
  });

  test("is refused with a hard link to a file elsewhere", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "tinyagi-elsewhere-"));
    try {
      writeFileSync(join(elsewhere, "secret"), "s");
      put("SKILL.md", HEAD);
      linkSync(join(elsewhere, "secret"), join(folder, "secret"));
      await expect(readSkillFolder(folder)).rejects.toMatchObject({ code: "PATH_REFUSED" });
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });

  test.each([".hidden", "-rf", "a\nb", "$(id)", "a;b", "a\u202eb", "x".repeat(121)])(
    "is refused with a file named %j",
    async (name) => {
      put("SKILL.md", HEAD);
      put(name);
      await expect(readSkillFolder(folder)).rejects.toEqual(refusal("hidden or holds odd characters"));
    },
  );

  test("may have six levels but not seven", async () => {
    put("a/b/c/d/e/deep.md");
    expect((await readSkillFolder(folder))?.size).toBe(1);
    put("a/b/c/d/e/f/deeper.md");
    await expect(readSkillFolder(folder)).rejects.toEqual(refusal("too deep"));
  });

  test("may have the maximum number of files but not one more", async () => {
    for (let i = 0; i < SKILL_FILES_MAX; i++) put(`f${i}`);
    expect((await readSkillFolder(folder))?.size).toBe(SKILL_FILES_MAX);
    put("one-more");
    await expect(readSkillFolder(folder)).rejects.toEqual(refusal(`more than ${SKILL_FILES_MAX} files`));
  });

  test("may have the maximum number of bytes in all its files but not one more", async () => {
    put("half-1", Buffer.alloc(SKILL_BYTES_MAX / 2));
    put("half-2", Buffer.alloc(SKILL_BYTES_MAX / 2));
    expect((await readSkillFolder(folder))?.size).toBe(2);
    put("more");
    await expect(readSkillFolder(folder)).rejects.toEqual(refusal(`larger than ${SKILL_BYTES_MAX} bytes`));
  });
});

describe("the digest", () => {
  const files = (...entries: [string, string][]) =>
    new Map(entries.map(([path, text]) => [path, Buffer.from(text)]));

  test("does not depend on the order of files", () => {
    expect(computeDigest(files(["a", "1"], ["b", "2"]))).toBe(computeDigest(files(["b", "2"], ["a", "1"])));
  });

  test("differs for any two different sets of files", () => {
    const some = fc.dictionary(fc.constantFrom("a", "b", "ab", "a0"), fc.string({ maxLength: 4 }), {
      maxKeys: 3,
    });
    fc.assert(
      fc.property(some, some, (one, other) => {
        const same =
          JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
        expect(
          computeDigest(files(...Object.entries(one))) === computeDigest(files(...Object.entries(other))),
        ).toBe(same);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the head of a SKILL.md", () => {
  test("consists of its name and description", () => {
    expect(readSkillHead(HEAD)).toEqual({ name: "pdf", description: "Reads PDF files." });
  });

  test.each([
    ["without frontmatter", "# PDF\n"],
    ["without a description", "---\nname: pdf\n---\n"],
    ["without a name", "---\ndescription: x\n---\n"],
    ["with a name that is no text", "---\nname: [a]\ndescription: x\n---\n"],
    ["that is empty", ""],
    ["whose frontmatter does not end", "---\nname: pdf\ndescription: x\n"],
  ])("%s is no head", (_, text) => {
    expect(readSkillHead(text)).toBeNull();
  });

  test("is read only from a regular file, never through a link", async () => {
    expect(await loadSkillHead(folder)).toBeNull();
    put("real.md", HEAD);
    symlinkSync("real.md", join(folder, "SKILL.md"));
    expect(await loadSkillHead(folder)).toBeNull();
    rmSync(join(folder, "SKILL.md"));
    put("SKILL.md", HEAD);
    expect(await loadSkillHead(folder)).toEqual({ name: "pdf", description: "Reads PDF files." });
  });

  test("of a huge file is read without reading the whole file", async () => {
    put("SKILL.md", `${HEAD}${"x".repeat(8 * 1024 * 1024)}`);
    expect((await loadSkillHead(folder))?.name).toBe("pdf");
  });
});

test.each([
  ["pdf", true],
  ["a-1", true],
  ["x".repeat(64), true],
  ["x".repeat(65), false],
  ["-a", false],
  ["PDF", false],
  ["a/b", false],
  ["..", false],
  ["", false],
])("%j may be the name of a skill: %s", (name, allowed) => {
  expect(SKILL_NAME.test(name)).toBe(allowed);
});
