/** Real programs, some of them hostile. */
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createProgramFinder, findProgram, queryVersion, versionIn } from "./program.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "program-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(lines: string): Promise<string> {
  const file = join(folder, "tool");
  await writeFile(file, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  return file;
}

const env = { PATH: "/usr/bin:/bin" };

test("a program is the first executable file of that name; folders and relative places are passed over", async () => {
  const [empty, wrong] = [join(folder, "empty"), join(folder, "wrong")];
  await mkdir(empty);
  await mkdir(join(wrong, "tool"), { recursive: true });
  const file = await program("exit 0");
  await symlink(file, join(folder, "linked"));
  expect(await findProgram("tool", ["", ".", "/nonexistent", empty, wrong, folder].join(delimiter))).toBe(
    file,
  );
  expect(await findProgram("linked", folder)).toBe(join(folder, "linked"));
  await chmod(file, 0o644);
  expect(await findProgram("tool", folder)).toBeUndefined();
  expect(await findProgram("tool", "")).toBeUndefined();
});

test("a known program is looked for where it was, and elsewhere when it is gone or no program any more", async () => {
  const find = createProgramFinder();
  const early = join(folder, "early");
  await mkdir(early);
  const path = [early, folder].join(delimiter);
  expect(await find("tool", path)).toBeUndefined();
  const file = await program("exit 0");
  expect(await find("tool", path)).toBe(file);
  await writeFile(join(early, "tool"), "#!/bin/sh\n", { mode: 0o755 });
  expect(await find("tool", path)).toBe(file);
  expect(await find("tool", early)).toBe(join(early, "tool"));
  await chmod(file, 0o644);
  expect(await find("tool", path)).toBe(join(early, "tool"));
  await rm(join(early, "tool"));
  expect(await find("tool", path)).toBeUndefined();
});

describe("the version of a program", () => {
  test.each([
    ["echo '2.1.197 (Claude Code)'", "2.1.197"],
    ["echo codex-cli 0.169.0-alpha.3", "0.169.0-alpha.3"],
    ["echo 1.18.33+build.5", "1.18.33+build.5"],
    ["cat; echo 3.0.0", "3.0.0"],
    ["echo development build", undefined],
    ["echo 1.2.3 >&2", undefined],
    [`printf '\\033[31m9.9.9\\007\\n'`, "9.9.9"],
  ])("of `%s` is %s", async (lines, version) => {
    const answer = await queryVersion(await program(lines), { env });
    expect(answer).toEqual({ state: "answered", ...(version === undefined ? {} : { version }) });
  });

  test("is asked with this environment and no other", async () => {
    const file = await program('[ "$KEY" = "" ] && [ "$HOME" = /h ] && echo 1.0.0');
    process.env.KEY = "secret";
    try {
      expect(await queryVersion(file, { env: { ...env, HOME: "/h" } })).toMatchObject({ version: "1.0.0" });
    } finally {
      delete process.env.KEY;
    }
  });

  test.each([
    ["fails", "echo 1.2.3; exit 3"],
    ["prints without end", "yes 1.2.3"],
    ["is ended by a signal", "kill -9 $$"],
  ])("shows that it is broken if it %s", async (_what, lines) => {
    expect(await queryVersion(await program(lines), { env })).toEqual({ state: "broken" });
  });

  test("of a file that is no program shows that it is broken", async () => {
    const file = await program("");
    await writeFile(file, "\u0000\u0001 no program", { mode: 0o755 });
    expect(await queryVersion(file, { env })).toEqual({ state: "broken" });
    expect(await queryVersion(join(folder, "nothing"), { env })).toEqual({ state: "broken" });
  });

  test.each([
    ["is slow", "sleep 30; echo 1.2.3"],
    ["never ends, and ignores polite signals", "trap '' TERM INT HUP; while :; do :; done"],
  ])("is not known yet if it %s, and the program is not broken", async (_what, lines) => {
    const answer = await queryVersion(await program(lines), { env, timeoutMs: 300 });
    expect(answer).toEqual({ state: "silent", afterMs: 300 });
  });

  test("is unknown if nobody wants to know it any more", async () => {
    const file = await program("while :; do :; done");
    await expect(queryVersion(file, { env, signal: AbortSignal.timeout(50) })).rejects.toThrow();
  });
});

test("a version has no control character and a limited length, whatever the text is", () => {
  expect(versionIn(`1.2.3-${"a".repeat(1_000)}`)).toBe(`1.2.3-${"a".repeat(40)}`);
  expect(versionIn(`${"9".repeat(1_000)}.1.1`)).toBe("999999999.1.1");
  expect(versionIn("1.2.3-\u001b[2J\u202e<b>")).toBe("1.2.3");
  expect(versionIn("1.2")).toBeUndefined();
});
