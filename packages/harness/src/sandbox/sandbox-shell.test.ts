/** The sandbox's shell is written once for each command line, and again whenever an agent changed it. */
import {
  chmodSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeSandboxShell } from "./sandbox-shell.js";

const COMMAND = ["bwrap", "--ro-bind", "/a b", "/a b"];
const TEXT = `#!/bin/sh\nexec 'bwrap' '--ro-bind' '/a b' '/a b' '/bin/bash' "$@"\n`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-shell-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the next run with the same command uses the same file", async () => {
  const path = await writeSandboxShell(folder, COMMAND);
  const { ino } = statSync(path);
  expect(await writeSandboxShell(folder, COMMAND)).toBe(path);
  expect(statSync(path).ino).toBe(ino);
  expect(readFileSync(path, "utf8")).toBe(TEXT);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

const CHANGES: Record<string, (path: string) => void> = {
  "another text": (path) => writeFileSync(path, "#!/bin/sh\nexec /bin/bash\n"),
  "other permissions": (path) => chmodSync(path, 0o777),
  "a link": (path) => {
    const copy = `${path}.copy`;
    writeFileSync(copy, readFileSync(path), { mode: 0o700 });
    rmSync(path);
    symlinkSync(copy, path);
  },
  "a second name": (path) => linkSync(path, `${path}.other`),
  nothing: (path) => rmSync(path),
};

test.each(Object.keys(CHANGES))("%s in the place of the shell never takes effect", async (what) => {
  const path = await writeSandboxShell(folder, COMMAND);
  CHANGES[what]?.(path);
  expect(await writeSandboxShell(folder, COMMAND)).toBe(path);
  expect(readFileSync(path, "utf8")).toBe(TEXT);
  expect(statSync(path)).toMatchObject({ nlink: 1 });
  expect(statSync(path).mode & 0o777).toBe(0o700);
});
