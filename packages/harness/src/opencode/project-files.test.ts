import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hidingCommand } from "./project-files.js";

let root: string;
let cwd: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "tinyagi-project-")));
  cwd = join(root, "ws");
  mkdirSync(cwd);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const SANDBOX = ["/bwrap", "--dev-bind", "/", "/"];
const hide = (sandbox?: readonly string[], permissions: "sandboxed" | "ask" | "bypass" = "sandboxed") =>
  hidingCommand({ cwd, env: { HOME: root }, permissions }, sandbox);

test("the plugin folder is hidden even if it does not exist yet, and other project files where they are", async () => {
  const base = [...SANDBOX, "--tmpfs", join(cwd, ".opencode")];
  expect(await hide(SANDBOX)).toEqual([...base, "--"]);
  writeFileSync(join(cwd, "opencode.json"), "{}");
  expect(await hide(SANDBOX, "ask")).toEqual([
    ...base,
    ...["--ro-bind", "/dev/null", join(cwd, "opencode.json"), "--"],
  ]);
});

test("the user's own folder is not hidden, and in bypass mode nothing is", async () => {
  mkdirSync(join(root, ".opencode"));
  expect(await hide(SANDBOX)).not.toContain(join(root, ".opencode"));
  expect(await hide(SANDBOX, "bypass")).toEqual([]);
});

test("without a sandbox opencode starts only where there is nothing to hide", async () => {
  expect(await hide()).toEqual([]);
  mkdirSync(join(cwd, ".opencode"));
  await expect(hide()).rejects.toThrow(/Install bubblewrap, or remove/);
});
