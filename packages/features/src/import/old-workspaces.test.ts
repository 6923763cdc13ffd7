/** @requirement UPGRADE-1 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildOldHome } from "../../../../tests/fixtures/home-0.0.20/build.js";
import { createImportFixture } from "./fixture.js";

const AGENT = { name: "A", provider: "anthropic", model: "" };

describe("an agent whose working_directory this version refuses", () => {
  test.each([true, false])("is named in the report and gets no folder, dry run: %s", async (dryRun) => {
    const place = createImportFixture();
    const agents = { tinyagi: { ...AGENT, working_directory: "/etc/agents" }, other: AGENT };
    buildOldHome({ home: place.home, workspace: place.workspace, settings: { agents } });
    expect(existsSync(join(place.workspace, "tinyagi"))).toBe(false);
    const report = await place.run({ dryRun });
    expect(report?.notes.filter((note) => note.includes("cannot work"))).toEqual([
      expect.stringMatching(/^@tinyagi cannot work in its directory: .*directory of the system/),
    ]);
  });

  test("includes an agent whose whole workspace is refused", async () => {
    const place = createImportFixture();
    const settings = { workspace: { path: "/etc" }, agents: { a: AGENT } };
    buildOldHome({ home: place.home, workspace: place.workspace, settings });
    const report = await place.run({ dryRun: true });
    expect(report?.notes.join("\n")).toContain("@a cannot work in its directory");
  });
});

/** An agent that worked in `now`, whose prompts and memory 0.0.20 kept in `old`. */
function split() {
  const place = createImportFixture();
  const now = join(place.root, "project");
  const old = join(place.workspace, "a");
  const settings = { agents: { a: { ...AGENT, working_directory: now } } };
  buildOldHome({ home: place.home, workspace: place.workspace, settings });
  const write = (folder: string, files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  const notes = async (dryRun = false) =>
    ((await place.run({ dryRun }))?.notes ?? []).filter((note) => note.startsWith("@a "));
  return { ...place, now, old, write, notes };
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe("an agent whose prompts and memory were not in its working directory", () => {
  const kept = {
    "AGENTS.md": "be brief",
    ".tinyagi/SOUL.md": "curious",
    "heartbeat.md": "look",
    "memory/ann.md": "likes tea",
    "memory/deep/er/note.md": "deep",
    ".agents/skills/x/SKILL.md": "skill",
  };

  test("finds copies of them there, and the originals stay", async () => {
    const stage = split();
    stage.write(stage.old, { ...kept, "project.ts": "code", "memory/empty.md": "" });
    expect(await stage.notes()).toEqual([expect.stringContaining("6 of its files")]);
    expect(filesBelow(stage.now)).toEqual(Object.keys(kept).sort());
    for (const [name, text] of Object.entries(kept))
      for (const folder of [stage.now, stage.old])
        expect(readFileSync(join(folder, name), "utf8")).toBe(text);
  });

  test("keeps every file that already exists there", async () => {
    const stage = split();
    stage.write(stage.old, kept);
    stage.write(stage.now, { "AGENTS.md": "mine", "memory/ann.md": "likes coffee" });
    expect(await stage.notes()).toEqual([
      expect.stringMatching(/has an AGENTS.md in .*project and another in .*ws\/a/),
      expect.stringContaining("4 of its files"),
    ]);
    expect(readFileSync(join(stage.now, "AGENTS.md"), "utf8")).toBe("mine");
    expect(readFileSync(join(stage.now, "memory/ann.md"), "utf8")).toBe("likes coffee");
  });

  test("gets the same report from a dry run, which copies nothing", async () => {
    const stage = split();
    stage.write(stage.old, kept);
    const rehearsed = await stage.notes(true);
    expect(filesBelow(stage.now)).toEqual([]);
    expect(await stage.notes()).toEqual(rehearsed);
  });

  test("gets no target of a link, and the report counts the links", async () => {
    const stage = split();
    const elsewhere = join(stage.root, "elsewhere");
    stage.write(elsewhere, { "secret.md": "secret", "sub/deep.md": "secret" });
    stage.write(stage.old, { "memory/ann.md": "likes tea" });
    symlinkSync(elsewhere, join(stage.old, "memory", "folder"));
    symlinkSync(join(elsewhere, "secret.md"), join(stage.old, "memory", "file.md"));
    // Following this link would never end.
    symlinkSync(".", join(stage.old, "memory", "circle"));
    symlinkSync(join(elsewhere, "secret.md"), join(stage.old, "AGENTS.md"));
    const notes = await stage.notes();
    expect(filesBelow(stage.now)).toEqual(["memory/ann.md"]);
    expect(notes.join("\n")).toContain("4 of its files");
    expect(notes.join("\n")).toContain(stage.old);
  });

  test("learns from the report how many files were too large or too many to copy", async () => {
    const stage = split();
    stage.write(stage.old, { "memory/large.md": "x" });
    truncateSync(join(stage.old, "memory/large.md"), 17 * 1024 * 1024);
    for (let at = 0; at < 2_001; at += 1)
      writeFileSync(join(stage.old, "memory", `n${String(at).padStart(4, "0")}`), "x");
    const notes = (await stage.notes(true)).join("\n");
    expect(notes).toContain("2000 of its files");
    expect(notes).toContain("2 of its files");
  });

  test("is imported although one of its files conflicts with a folder", async () => {
    const stage = split();
    stage.write(stage.old, { "memory/ann.md": "likes tea", "AGENTS.md": "be brief" });
    stage.write(stage.now, { memory: "a file" });
    const notes = (await stage.notes()).join("\n");
    expect(readFileSync(join(stage.now, "AGENTS.md"), "utf8")).toBe("be brief");
    expect(readFileSync(join(stage.now, "memory"), "utf8")).toBe("a file");
    expect(notes).toMatch(/1 of its files .* are copied there/);
    expect(notes).toMatch(/1 of its files .* are not copied/);
  });
});

test("the report counts the agents that were about to start a new session", async () => {
  const place = createImportFixture();
  buildOldHome({ home: place.home, workspace: place.workspace });
  // The folder has the agent's former id.
  for (const id of ["Coder", "tinyagi"]) {
    mkdirSync(join(place.workspace, id), { recursive: true });
    writeFileSync(join(place.workspace, id, "reset_flag"), "");
  }
  const report = await place.run({ dryRun: true });
  expect(report?.notes.filter((note) => note.includes("new session"))).toEqual([
    expect.stringMatching(/^2 agents/),
  ]);
});
