/**
 * What every implementation of the workspace port must do, as checks that throw. They work with any test runner, on a
 * port to this machine or through a wire. The checks play the agent, who may lay links anywhere in its folder.
 */
import assert from "node:assert/strict";
import { mkdir, readFile, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ErrorCode, isAppError, refusedFile, type WorkspacePort } from "@tinyagi/contracts";

export interface ConformanceWorld {
  /** Of the agent `coder`; nothing is prepared yet. */
  workspace: WorkspacePort;
  /** Real path of its folder. */
  folder: string;
  /** An existing folder beside it that the agent may not reach. */
  outside: string;
  /** Where copies of files that agents send arrive. */
  filesOut: string;
  /** Where files that people sent are on the machine of the agent. */
  filesIn: string;
}

type Check = (world: ConformanceWorld) => Promise<void>;

const LEADING_OUT = ["../x.md", "/etc/hostname", "a/../../x.md", "a\0b", ".."];
const NOTE = "---\nname: Release\nsummary: How we ship\n---\non Fridays\n";
const base64 = (text: string) => Buffer.from(text).toString("base64");
const SKILL = [
  { path: "SKILL.md", bytes: base64("---\nname: tidy\ndescription: Tidies up\n---\nTidy.\n") },
  { path: "bin/run.sh", bytes: base64("#!/bin/sh\n") },
];

async function refuses(code: ErrorCode, operation: Promise<unknown>): Promise<void> {
  await assert.rejects(operation, (error) => {
    assert.ok(isAppError(error, code), `expected ${code}, got ${String(error)}`);
    return true;
  });
}

const checks: Readonly<Record<string, Check>> = {
  async "preparing creates the folder that locating names"({ workspace, folder }) {
    assert.deepEqual(await workspace.locate({}), { folder });
    assert.deepEqual(await workspace.prepare({}), { folder });
    assert.match(await readFile(join(folder, "AGENTS.md"), "utf8"), /@/);
  },
  async "a text is read as it was written, and a missing one is null"({ workspace, folder }) {
    await workspace.prepare({});
    assert.deepEqual(await workspace.writeText({ path: "AGENTS.md", text: "be kind — ü" }), {});
    assert.deepEqual(await workspace.readText({ path: "AGENTS.md" }), { text: "be kind — ü" });
    assert.equal(await readFile(join(folder, "AGENTS.md"), "utf8"), "be kind — ü");
    assert.deepEqual(await workspace.readText({ path: "memory/none.md" }), { text: null });
  },
  async "a text outside is neither read nor written"({ workspace, folder }) {
    await workspace.prepare({});
    for (const path of [...LEADING_OUT, join(folder, "AGENTS.md")]) {
      await refuses("PATH_REFUSED", workspace.readText({ path }));
      await refuses("PATH_REFUSED", workspace.writeText({ path, text: "x" }));
    }
  },
  async "no link leads a text out of the workspace"({ workspace, folder, outside }) {
    await workspace.prepare({});
    await writeFile(join(outside, "token"), "secret");
    await symlink(join(outside, "token"), join(folder, "link.md"));
    await symlink(outside, join(folder, "dir"));
    for (const path of ["link.md", "dir/token"]) {
      await refuses("PATH_REFUSED", workspace.readText({ path }));
      await refuses("PATH_REFUSED", workspace.writeText({ path, text: "x" }));
    }
    assert.equal(await readFile(join(outside, "token"), "utf8"), "secret");
  },
  async "a text that is too large is refused"({ workspace, folder }) {
    await workspace.prepare({});
    await writeFile(join(folder, "large.md"), "a".repeat(1024 * 1024 + 1));
    await refuses("PATH_REFUSED", workspace.readText({ path: "large.md" }));
  },
  async "a prompt takes the notes, AGENTS.md and the prompt file of the prepared workspace"({
    workspace,
    folder,
  }) {
    const empty = await workspace.preparePrompt({ file: null });
    assert.deepEqual(empty, { folder, memory: "", instructions: "", own: null, leftOut: null });
    await workspace.writeText({ path: "AGENTS.md", text: "Use tabs.\n" });
    await workspace.writeText({ path: "prompt.md", text: "Be brief.\n" });
    await workspace.writeNote({ path: "release", content: NOTE });
    const { memory, ...texts } = await workspace.preparePrompt({ file: "prompt.md" });
    assert.match(memory, /\*\*Release\*\*/);
    assert.deepEqual(texts, { folder, instructions: "Use tabs.", own: "Be brief.", leftOut: null });
  },
  async "a prompt file outside is left out, with the reason"({ workspace, folder, outside }) {
    await workspace.prepare({});
    await writeFile(join(outside, "token"), "secret");
    await symlink(join(outside, "token"), join(folder, "link.md"));
    for (const file of ["link.md", join(outside, "token"), "none.md"]) {
      const { own, leftOut } = await workspace.preparePrompt({ file });
      assert.equal(own, null);
      assert.ok(leftOut !== null && leftOut !== "");
    }
  },
  async "the place of a sub-agent is a folder of its own in the workspace, and the same again"(world) {
    const { workspace, folder } = world;
    const { folder: parent } = await workspace.prepare({});
    const asked = { name: "check-12", parent: { agentId: "coder", place: parent }, writes: true };
    const place = await workspace.makeNodePlace(asked);
    assert.deepEqual(place, { path: join(folder, ".agents/check-12") });
    assert.deepEqual(await workspace.makeNodePlace(asked), place);
    const besideIt = { name: "check-13", parent: { agentId: "coder", place: null }, writes: false };
    assert.deepEqual(await workspace.makeNodePlace(besideIt), { path: join(folder, ".agents/check-13") });
    assert.deepEqual(await workspace.releaseNodePlace(place), { kept: false });
  },
  async "no link leads a sub-agent out of the workspace"({ workspace, folder, outside }) {
    await workspace.prepare({});
    await symlink(outside, join(folder, ".agents/check-12"));
    const parent = { agentId: "coder", place: null };
    await refuses("PATH_REFUSED", workspace.makeNodePlace({ name: "check-12", parent, writes: false }));
    for (const name of ["../x", "a/b", "..", "."])
      await refuses("PATH_REFUSED", workspace.makeNodePlace({ name, parent, writes: false }));
  },
  async "a note is written, listed, found, read and removed"({ workspace }) {
    const written = await workspace.writeNote({ path: "work/release", content: NOTE });
    assert.deepEqual(written, {
      name: "Release",
      path: "work/release.md",
      summary: "How we ship",
      content: NOTE,
      created: true,
    });
    const { index, files } = await workspace.listNotes({});
    assert.deepEqual(files, [{ name: "Release", path: "work/release.md" }]);
    assert.match(index, /\*\*Release\*\* — How we ship/);
    assert.equal((await workspace.readNote({ path: "work/release.md" })).content, NOTE);
    const { results, cut } = await workspace.searchNotes({ query: "fridays", limit: 5 });
    assert.deepEqual([results.map(({ path }) => path), cut], [["work/release.md"], false]);
    assert.deepEqual(await workspace.removeNote({ path: "work/release.md" }), {});
    await refuses("NOT_FOUND", workspace.readNote({ path: "work/release.md" }));
  },
  async "a note without a head is refused, and so is one outside"({ workspace, folder, outside }) {
    await workspace.prepare({});
    await refuses("INVALID_INPUT", workspace.writeNote({ path: "a", content: "no head" }));
    await symlink(outside, join(folder, "memory", "out"));
    for (const path of ["../a.md", "/a.md", "out/a.md"])
      await refuses("PATH_REFUSED", workspace.writeNote({ path, content: NOTE }));
  },
  async "a skill is placed as a whole, listed, read and removed"({ workspace, folder }) {
    await workspace.placeSkill({ name: "tidy", files: SKILL });
    assert.deepEqual((await workspace.listSkills({})).skills, [
      { id: "tidy", name: "tidy", description: "Tidies up" },
    ]);
    const { state, files } = await workspace.readSkill({ name: "tidy" });
    assert.equal(state, "readable");
    assert.deepEqual(
      [...files].sort((a, b) => (a.path < b.path ? -1 : 1)),
      [...SKILL].sort((a, b) => (a.path < b.path ? -1 : 1)),
    );
    await workspace.placeSkill({ name: "tidy", files: SKILL.slice(0, 1) });
    assert.equal((await workspace.readSkill({ name: "tidy" })).files.length, 1);
    assert.deepEqual(await workspace.removeSkill({ name: "tidy" }), { removed: true });
    assert.deepEqual(await workspace.removeSkill({ name: "tidy" }), { removed: false });
    assert.deepEqual(await workspace.readSkill({ name: "tidy" }), { state: "nothing", files: [] });
    await assert.rejects(readFile(join(folder, ".agents/skills/tidy/SKILL.md")));
  },
  async "a skill that is a link is not read, and its name and files lead nowhere else"(world) {
    const { workspace, folder, outside } = world;
    await workspace.prepare({});
    await writeFile(join(outside, "SKILL.md"), "secret");
    await symlink(outside, join(folder, ".agents/skills/linked"));
    assert.deepEqual(await workspace.readSkill({ name: "linked" }), { state: "unreadable", files: [] });
    for (const name of ["..", "../../x", "A b"]) {
      await refuses("PATH_REFUSED", workspace.readSkill({ name }));
      await refuses("PATH_REFUSED", workspace.placeSkill({ name, files: SKILL }));
      await refuses("PATH_REFUSED", workspace.removeSkill({ name }));
    }
    for (const path of ["../x", "/x", "a/../../x", ".hidden", "a//b"])
      await refuses("PATH_REFUSED", workspace.placeSkill({ name: "tidy", files: [{ path, bytes: "" }] }));
  },
  async "a file to send is copied before anything else happens to it"({ workspace, folder, filesOut }) {
    await workspace.prepare({});
    await mkdir(join(folder, "out"));
    await writeFile(join(folder, "out/my report.pdf"), "first");
    for (const requested of ["out/my report.pdf", join(folder, "out/my report.pdf")]) {
      const sent = await workspace.sendFile({ requested });
      assert.ok(sent.ok);
      assert.match(sent.copy, /-my_report\.pdf$/);
      assert.equal(sent.bytes, 5);
      assert.equal(await readFile(join(filesOut, sent.copy), "utf8"), "first");
    }
  },
  async "no file outside is sent, and what exists there is not told"({ workspace, folder, outside }) {
    await workspace.prepare({});
    await writeFile(join(outside, "token"), "secret");
    await symlink(join(outside, "token"), join(folder, "link"));
    const answers = new Set<string>();
    for (const requested of ["link", join(outside, "token"), join(outside, "none"), "../none", ""]) {
      const sent = await workspace.sendFile({ requested });
      assert.ok(!sent.ok);
      if (requested !== "") answers.add(JSON.stringify(sent.why));
    }
    assert.equal(answers.size, 1);
  },
  async "the files of an agent are listed for a backup, with what is left out, and read in parts"(world) {
    const { workspace, folder, outside } = world;
    await workspace.prepare({});
    await writeFile(join(folder, "memory/a.md"), NOTE);
    await writeFile(join(folder, "code.ts"), "export {};");
    await mkdir(join(folder, "node_modules"));
    await writeFile(join(folder, "node_modules/x.js"), "");
    await writeFile(join(outside, "token"), "secret");
    await symlink(join(outside, "token"), join(folder, "memory/link.md"));
    const memory = await workspace.listFiles({ mode: "memory", after: null });
    assert.ok(memory.files.includes("AGENTS.md") && memory.files.includes("memory/a.md"));
    assert.ok(!memory.files.includes("code.ts"));
    assert.deepEqual(memory.leftOut, [{ path: "memory/link.md", ...refusedFile("link_out") }]);
    assert.equal(memory.next, null);
    const all = await workspace.listFiles({ mode: "all", after: null });
    assert.ok(all.files.includes("code.ts") && !all.files.some((name) => name.includes("node_modules")));
    const rest = await workspace.listFiles({ mode: "all", after: "code.ts" });
    assert.deepEqual(
      rest.files,
      all.files.filter((name) => name > "code.ts"),
    );
    const read = await workspace.readFile({ path: "code.ts", offset: 7, stamp: null });
    assert.ok(read.ok && read.last);
    assert.equal(read.bytes, base64("{};"));
  },
  async "a file to save is read neither outside, nor after another one took its place"(world) {
    const { workspace, folder, outside } = world;
    await workspace.prepare({});
    await writeFile(join(outside, "token"), "secret");
    await symlink(join(outside, "token"), join(folder, "link"));
    for (const path of ["link", join(outside, "token"), "../../outside/token"]) {
      const read = await workspace.readFile({ path, offset: 0, stamp: null });
      assert.ok(!read.ok, path);
    }
    await writeFile(join(folder, "a"), "first");
    const first = await workspace.readFile({ path: "a", offset: 0, stamp: null });
    assert.ok(first.ok);
    await writeFile(join(folder, "b"), "second");
    await rename(join(folder, "b"), join(folder, "a"));
    const second = await workspace.readFile({ path: "a", offset: 3, stamp: first.stamp });
    assert.ok(!second.ok && !second.missing);
  },
  async "a copy is read part by part, until it is dropped"({ workspace, folder }) {
    await workspace.prepare({});
    await writeFile(join(folder, "report.txt"), "0123456789");
    const sent = await workspace.sendFile({ requested: "report.txt" });
    assert.ok(sent.ok);
    // On another machine it has been fetched and dropped by now.
    const read = workspace.readSent({ copy: sent.copy, offset: 4 });
    const found = await read.catch((error: unknown) => assert.ok(isAppError(error, "NOT_FOUND")));
    if (found) assert.deepEqual(found, { bytes: base64("456789"), last: true });
    assert.deepEqual(await workspace.dropSent({ copy: sent.copy }), {});
    await refuses("NOT_FOUND", workspace.readSent({ copy: sent.copy, offset: 0 }));
  },
  async "a file that a person sent arrives in parts that follow each other"({ workspace, filesIn }) {
    const place = "operator/0a1b/0a1b.txt";
    const path = join(filesIn, place);
    const part = (offset: number, text: string, last: boolean) =>
      workspace.receiveFile({ place, offset, bytes: base64(text), last });
    assert.deepEqual(await part(0, "01234", false), { path, complete: false });
    await assert.rejects(readFile(path));
    await refuses("CONFLICT", part(7, "x", true));
    assert.deepEqual(await part(5, "56789", true), { path, complete: true });
    assert.equal(await readFile(path, "utf8"), "0123456789");
    assert.deepEqual(await part(0, "other", true), { path, complete: true });
    assert.equal(await readFile(path, "utf8"), "0123456789");
  },
  async "no link leads a file that a person sent elsewhere"({ workspace, filesIn, outside }) {
    await symlink(outside, join(filesIn, "operator"));
    const sent = { place: "operator/0a1b/0a1b.txt", offset: 0, bytes: base64("x"), last: true };
    await assert.rejects(workspace.receiveFile(sent));
    await assert.rejects(readFile(join(outside, "0a1b/0a1b.txt")));
  },
  async "what changed since the last commit is unknown without a repository"({ workspace }) {
    await workspace.prepare({});
    const { repository, files, truncated } = await workspace.diff({});
    assert.deepEqual([repository, files, truncated], [false, [], false]);
  },
};

/** Each check with its name. Give each one a world of its own. */
export const workspaceConformance: readonly (readonly [name: string, check: Check])[] =
  Object.entries(checks);
