/**
 * Which plugins may run.
 *
 * @requirement PLUGIN-2
 */
import { chmod, mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONTEXT, openPluginStage } from "./fixture.js";

const code = (mark: string): string =>
  `export const hooks = { transformIncoming: (message) => message + " ${mark}" };\n`;

describe("a plugin without approval", () => {
  it("is reported and never imported, even after a restart", async () => {
    await using stage = await openPluginStage();
    await stage.write("evil", { "index.mjs": "globalThis.evilRan = true; export const hooks = {};\n" });
    const plugins = await stage.restarted();
    expect(await plugins.list()).toMatchObject([
      { name: "evil", state: "not_allowed", hint: expect.stringContaining("tinyagi plugin allow evil") },
    ]);
    expect(plugins.has("transformIncoming")).toBe(false);
    expect("evilRan" in globalThis).toBe(false);
  });

  it("runs after its exact content is approved, immediately and after a restart", async () => {
    await using stage = await openPluginStage();
    await stage.write("mark", { "index.mjs": code("[a]") });
    await stage.allow("mark");
    expect(await stage.plugins.list()).toMatchObject([
      { name: "mark", state: "loaded", reason: null, hooks: ["transformIncoming"] },
    ]);
    const plugins = await stage.restarted();
    expect(await plugins.transform("transformIncoming", "hi", CONTEXT)).toEqual({ text: "hi [a]" });
    expect(stage.events.map(({ type }) => type)).toEqual(["plugin.allowed"]);
  });

  it("is not approved by the digest of other content, nor under an invalid name", async () => {
    await using stage = await openPluginStage();
    await stage.write("mark", { "index.mjs": code("[a]") });
    const { digest } = await stage.plugins.get("mark");
    await stage.write("mark", { "index.mjs": code("[b]") });
    await expect(stage.plugins.allow("mark", digest ?? "", "operator")).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await expect(stage.plugins.allow("nothing", digest ?? "", "operator")).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(stage.plugins.get("..")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(stage.plugins.has("transformIncoming")).toBe(false);
  });
});

describe("an approved plugin", () => {
  const changes: [string, (folder: string) => Promise<unknown>][] = [
    ["a changed file", (folder) => writeFile(join(folder, "index.mjs"), code("[evil]"))],
    ["a new file", (folder) => writeFile(join(folder, "more.mjs"), "")],
    ["a changed dependency", (folder) => writeFile(join(folder, "node_modules/dep/index.js"), "evil")],
    ["a removed file", (folder) => rm(join(folder, "note.txt"))],
    ["a renamed file", (folder) => rename(join(folder, "note.txt"), join(folder, "other.txt"))],
    ["an empty folder", (folder) => mkdir(join(folder, "new"))],
  ];
  it.each(changes)("with %s is not loaded at the next start", async (_what, change) => {
    await using stage = await openPluginStage();
    const folder = await stage.write("mark", {
      "index.mjs": code("[a]"),
      "note.txt": "x",
      "node_modules/dep/index.js": "export const x = 1;\n",
    });
    await stage.allow("mark");
    await change(folder);
    expect(await stage.plugins.list()).toMatchObject([
      { state: "loaded", reason: expect.stringContaining("changed since") },
    ]);
    expect(await stage.plugins.transform("transformIncoming", "hi", CONTEXT)).toEqual({ text: "hi [a]" });
    const plugins = await stage.restarted();
    expect(plugins.status()).toEqual({ mark: "changed" });
    expect(await plugins.list()).toMatchObject([{ state: "changed", hooks: [] }]);
    expect(plugins.has("transformIncoming")).toBe(false);
  });

  it("imports only from its own folder, in the approved state", async () => {
    await using stage = await openPluginStage();
    const folder = await stage.write("lazy", {
      "index.mjs":
        'export const hooks = { async transformIncoming(m) { return m + (await import("./part.mjs")).mark; } };\n',
      "part.mjs": 'export const mark = " [good]";\n',
    });
    await stage.allow("lazy");
    await writeFile(join(folder, "part.mjs"), 'export const mark = " [evil]";\n');
    expect(await stage.plugins.transform("transformIncoming", "hi", CONTEXT)).toEqual({ text: "hi [good]" });
  });

  it("stops immediately when it is denied, and needs approval again", async () => {
    await using stage = await openPluginStage();
    await stage.write("mark", { "index.mjs": code("[a]") });
    await stage.allow("mark");
    expect(stage.plugins.status()).toEqual({ mark: "loaded" });
    await stage.plugins.deny("mark", "operator");
    expect(stage.plugins.status()).toEqual({ mark: "not_allowed" });
    expect(await stage.plugins.transform("transformIncoming", "hi", CONTEXT)).toEqual({ text: "hi" });
    expect(await stage.plugins.list()).toMatchObject([{ state: "not_allowed" }]);
    await expect(stage.plugins.deny("mark", "operator")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await (await stage.restarted()).list())[0]?.state).toBe("not_allowed");
  });
});

describe("a plugin that others could change", () => {
  const dangers: [string, (folder: string, home: string) => Promise<unknown>][] = [
    ["a file everybody may write", (folder) => chmod(join(folder, "index.mjs"), 0o666)],
    ["a file its group may write", (folder) => chmod(join(folder, "lib/part.mjs"), 0o664)],
    ["a folder everybody may write", (folder) => chmod(join(folder, "lib"), 0o777)],
    ["a plugins folder everybody may write", (folder) => chmod(join(folder, ".."), 0o777)],
    ["a link to a file outside", (folder, home) => symlink(join(home, "tinyagi.db"), join(folder, "x"))],
    ["a relative link out", (folder) => symlink("../../tinyagi.db", join(folder, "x"))],
    [
      "a link out through another link",
      async (folder) => {
        await mkdir(join(folder, "a/b"), { recursive: true });
        await symlink("../../lib", join(folder, "a/b/l"));
        await symlink("l/../../tinyagi.db", join(folder, "a/b/m"));
      },
    ],
    ["packages in the home above it", (_folder, home) => mkdir(join(home, "node_modules"))],
  ];
  it.each(dangers)("because of %s is neither loaded nor approved", async (_what, endanger) => {
    await using stage = await openPluginStage();
    const folder = await stage.write("mark", { "index.mjs": code("[a]"), "lib/part.mjs": "" });
    await stage.allow("mark");
    await endanger(folder, stage.home);
    const plugins = await stage.restarted();
    const [view] = await plugins.list();
    expect(view).toMatchObject({ state: "refused", reason: expect.any(String), hint: expect.any(String) });
    expect(plugins.has("transformIncoming")).toBe(false);
    await expect(plugins.allow("mark", view?.allowedDigest ?? "", "operator")).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  it("because its folder is a link is refused", async () => {
    await using stage = await openPluginStage();
    const folder = await stage.write("mark", { "index.mjs": code("[a]") });
    await rename(folder, join(stage.home, "elsewhere"));
    await symlink(join(stage.home, "elsewhere"), folder);
    expect(await (await stage.restarted()).list()).toMatchObject([{ name: "mark", state: "refused" }]);
  });

  it("may contain links inside its folder, as package managers create them", async () => {
    await using stage = await openPluginStage();
    const folder = await stage.write("mark", { "index.mjs": code("[a]"), "lib/part.mjs": "" });
    await symlink("lib/part.mjs", join(folder, "part.mjs"));
    await stage.allow("mark");
    expect((await stage.plugins.list())[0]?.state).toBe("loaded");
  });
});

describe("an invalid plugin", () => {
  it("a folder without entry, a broken module and one without exports are reported with a reason", async () => {
    await using stage = await openPluginStage();
    await stage.write("empty", { "readme.md": "x" });
    await stage.write("broken", { "index.mjs": "export const = 1;" });
    await stage.write("nothing", { "index.mjs": "export const x = 1;" });
    await stage.write("throws", { "index.mjs": 'export function activate() { throw new Error("no key"); }' });
    for (const name of ["broken", "nothing", "throws"]) await stage.allow(name);
    expect(await stage.plugins.list()).toMatchObject([
      { name: "broken", state: "failed" },
      { name: "empty", state: "refused", reason: expect.stringContaining("index.js") },
      { name: "nothing", state: "failed", reason: expect.stringContaining("neither activate nor hooks") },
      { name: "throws", state: "failed", reason: "no key" },
    ]);
    expect(await readdir(join(stage.home, "plugins"))).toHaveLength(4);
  });

  it("a home without a plugins folder has none", async () => {
    await using stage = await openPluginStage();
    await rm(join(stage.home, "plugins"), { recursive: true });
    expect(await (await stage.restarted()).list()).toEqual([]);
  });
});
