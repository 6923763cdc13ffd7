import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { copyTemplate } from "./copy-template.js";

function folders() {
  const root = mkdtempSync(join(tmpdir(), "tinyagi-template-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const template = join(root, "template");
  const workspace = join(root, "workspace");
  for (const folder of [
    "template/.claude/skills/review",
    "template/.claude/agents",
    "template/.git",
    "workspace",
  ])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(template, "AGENTS.md"), "# Coder\n");
  writeFileSync(join(template, "SOUL.md"), "calm\n");
  writeFileSync(join(template, ".claude/skills/review/SKILL.md"), "---\nname: review\n---\n");
  writeFileSync(join(template, ".claude/agents/helper.md"), "helper\n");
  writeFileSync(join(template, ".git/config"), "x");
  return { root, template, workspace };
}

it("copies files to where agents look for them, without links and repositories", async () => {
  const { root, template, workspace } = folders();
  writeFileSync(join(root, "secret"), "key");
  symlinkSync(join(root, "secret"), join(template, "notes.md"));
  const { copied, kept, skipped } = await copyTemplate(template, workspace);
  expect(copied.sort()).toEqual([
    ".agents/skills/review/SKILL.md",
    ".claude/agents/helper.md",
    ".tinyagi/SOUL.md",
    "AGENTS.md",
  ]);
  expect({ kept, skipped }).toEqual({ kept: [], skipped: ["notes.md"] });
});

it("keeps existing files, and an undo removes only the copied ones", async () => {
  const { template, workspace } = folders();
  writeFileSync(join(workspace, "AGENTS.md"), "mine\n");
  const copy = await copyTemplate(template, workspace);
  expect(copy.kept).toEqual(["AGENTS.md"]);
  await copy.undo();
  expect(readFileSync(join(workspace, "AGENTS.md"), "utf8")).toBe("mine\n");
  expect(() => readFileSync(join(workspace, ".tinyagi/SOUL.md"))).toThrow(/ENOENT/);
});

it("writes nothing through a link in the workspace", async () => {
  const { root, template, workspace } = folders();
  mkdirSync(join(root, "elsewhere"));
  symlinkSync(join(root, "elsewhere"), join(workspace, ".tinyagi"));
  const { copied, skipped } = await copyTemplate(template, workspace);
  expect(copied).not.toContain(".tinyagi/SOUL.md");
  expect(skipped).toContain("SOUL.md");
  expect(readdirSync(join(root, "elsewhere"))).toEqual([]);
});

it("refuses a path that is not a folder, and a link to one", async () => {
  const { root, template, workspace } = folders();
  symlinkSync(template, join(root, "link"));
  for (const path of ["link", "nowhere", "template/AGENTS.md"])
    await expect(copyTemplate(join(root, path), workspace)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

it("creates a missing workspace, and an undo removes it completely", async () => {
  const { root, template } = folders();
  const workspace = join(root, "all", "coder");
  const copy = await copyTemplate(template, workspace);
  expect(readFileSync(join(workspace, "AGENTS.md"), "utf8")).toBe("# Coder\n");
  await copy.undo();
  expect(readdirSync(root).sort()).toEqual(["template", "workspace"]);
});

it("an undo removes only folders that contain nothing else", async () => {
  const { root, template } = folders();
  const workspace = join(root, "all", "coder");
  const copy = await copyTemplate(template, workspace);
  writeFileSync(join(workspace, "memory.md"), "mine\n");
  await copy.undo();
  expect(readdirSync(workspace)).toEqual(["memory.md"]);
});

it("does not create a workspace through a link or in place of a file", async () => {
  const { root, template } = folders();
  mkdirSync(join(root, "elsewhere"));
  symlinkSync(join(root, "elsewhere"), join(root, "link"));
  writeFileSync(join(root, "file"), "");
  for (const path of ["link", "link/coder", "file"])
    await expect(copyTemplate(template, join(root, path))).rejects.toMatchObject({ code: "PATH_REFUSED" });
  expect(readdirSync(join(root, "elsewhere"))).toEqual([]);
});
