/**
 * Skills of agents, bundled and installed.
 *
 * @requirement SKILL-1 @requirement SKILL-2
 */
import { execFileSync } from "node:child_process";
import {
  appendFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { SILENT_LOG } from "@tinyagi/base";
import { createWorkspaces, validateSettings, type Workspaces } from "@tinyagi/home";
import { createJournal, type Journal } from "@tinyagi/kernel";
import { needs } from "@tinyagi/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { before, swappable } from "../../../base/src/files/fixture.js";
import { createTempStore, type TempStore } from "../../../kernel/src/store/fixture.js";
import { localWorkspaces } from "../workspace/fixture.js";
import { createWorkspaceOf } from "../workspace/workspace-of.js";
import { PREVIEW_MS } from "./preview.js";
import { createSkills, type Skills, type SkillsOptions } from "./skills.js";

let root = "";
let temp: TempStore;
let journal: Journal;
let workspaces: Workspaces;
let skills: Skills;
let open: (changes?: Partial<SkillsOptions>) => Skills;

const BUNDLED = [
  ...["memory", "schedule", "send-user-message", "skill-creator"],
  ...["skills-manager", "tasks", "tinyagi-admin"],
];
const skillText = (name: string, body = "Steps.\n"): string =>
  `---\nname: ${name}\ndescription: Does ${name}. Use when asked.\n---\n${body}`;

async function put(folder: string, files: Record<string, string>): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

const inPlace = (name: string): string => join(root, "ws/coder/.agents/skills", name);

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "tinyagi-skills-")));
  temp = createTempStore();
  journal = createJournal({ store: temp.store, clock: temp.clock, log: SILENT_LOG });
  const settings = validateSettings({
    workspace: { path: join(root, "ws") },
    agents: { coder: { name: "Coder", provider: "demo" } },
  });
  workspaces = createWorkspaces({
    settings: () => settings,
    home: join(root, "user/.tinyagi"),
    userHome: join(root, "user"),
  });
  open = (changes = {}) =>
    createSkills({
      scratch: root,
      store: temp.store,
      journal,
      clock: temp.clock,
      log: SILENT_LOG,
      workspaceOf: localWorkspaces(root, { workspaces }),
      hostEnv: process.env,
      ...changes,
    });
  skills = open();
});
afterEach(async () => {
  await temp[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

const provision = async (one: Skills = skills): Promise<void> =>
  one.provision("coder", await workspaces.ensure("coder"));

describe("bundled skills", () => {
  it("are put into the workspace with all their files, once per start", async () => {
    await provision();
    expect((await skills.list("coder")).map(({ id }) => id)).toEqual(BUNDLED);
    expect(await skills.show("coder", "memory")).toMatchObject({ source: "bundled", edited: false });
    expect(await readdir(join(inPlace("memory"), "scripts"))).toEqual(["memory.mjs", "tinyagi-api.mjs"]);
    expect((await lstat(join(inPlace("memory"), "scripts/memory.mjs"))).mode & 0o111).toBe(0o111);
    await rm(inPlace("memory"), { recursive: true });
    await provision();
    expect(await readdir(join(root, "ws/coder/.agents/skills"))).not.toContain("memory");
    await provision(open());
    expect(await readdir(join(root, "ws/coder/.agents/skills"))).toContain("memory");
  });

  it("are put there with a later preparation when the machine of the agent was away", async () => {
    const local = localWorkspaces(root, { workspaces });
    let isAway = true;
    const one = open({
      workspaceOf: createWorkspaceOf({
        local,
        filesOut: root,
        placeOf: () => "nas",
        remote: (_place, agentId) => (isAway ? undefined : local(agentId)),
      }),
    });
    await provision(one);
    expect(await skills.list("coder")).toEqual([]);
    isAway = false;
    await provision(one);
    expect((await skills.list("coder")).map(({ id }) => id)).toEqual(BUNDLED);
  });

  it("are updated by a new release while they are unedited, and leave no partial state", async () => {
    await provision();
    await writeFile(join(inPlace("tasks"), "SKILL.md"), "an older release");
    const { digest } = await skills.show("coder", "tasks");
    temp.store.writeNow(() =>
      temp.store.skills.put({ agent_id: "coder", name: "tasks", ref: "bundled", digest, installed_at: 1 }),
    );
    await provision(open());
    expect((await skills.show("coder", "tasks")).content).toContain("name: tasks");
    expect(await readdir(join(root, "ws/coder/.agents/skills"))).toEqual(BUNDLED);
  });

  it.each([
    ["an edited text", () => appendFile(join(inPlace("tasks"), "SKILL.md"), "My rule.\n")],
    ["an added file", () => writeFile(join(inPlace("tasks"), "mine.md"), "x")],
    ["a removed file", () => rm(join(inPlace("tasks"), "scripts"), { recursive: true })],
  ])("with %s are not changed", async (_what, edit) => {
    await provision();
    await edit();
    const before = await skills.show("coder", "tasks");
    expect(before.edited).toBe(true);
    await provision(open());
    expect(await skills.show("coder", "tasks")).toEqual(before);
  });

  it("never replace a skill of the same name that already existed", async () => {
    await workspaces.ensure("coder");
    await put(inPlace("memory"), { "SKILL.md": skillText("memory", "Mine.\n") });
    await provision();
    expect(await skills.show("coder", "memory")).toMatchObject({ source: null });
    expect((await skills.show("coder", "memory")).content).toContain("Mine.");
  });

  it("that were removed come back only when they are installed again", async () => {
    await provision();
    await skills.remove("coder", "memory", "operator");
    await provision(open());
    await expect(skills.show("coder", "memory")).rejects.toMatchObject({ code: "NOT_FOUND" });
    const { digest } = await skills.preview("bundled:memory");
    await skills.install({ agentId: "coder", ref: "bundled:memory", digest, author: "operator" });
    expect(await skills.show("coder", "memory")).toMatchObject({ source: "bundled", edited: false });
  });

  it("are not written through a link that an agent created", async () => {
    await workspaces.ensure("coder");
    await rm(join(root, "ws/coder/.agents/skills"), { recursive: true });
    await mkdir(join(root, "elsewhere"));
    await symlink(join(root, "elsewhere"), join(root, "ws/coder/.agents/skills"));
    await provision();
    expect(await readdir(join(root, "elsewhere"))).toEqual([]);
    expect(await skills.list("coder")).toEqual([]);
  });
});

describe("installing a skill", () => {
  const install = (ref: string, digest?: string) =>
    skills.install({ agentId: "coder", ref, digest, author: "operator" });

  it("takes two steps: a preview of every file, then the installation of exactly these files", async () => {
    const folder = await put(join(root, "notes"), {
      "SKILL.md": skillText("notes"),
      "scripts/run.mjs": "#!/usr/bin/env node\n",
    });
    const refusal = await install(folder).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "CONFIRMATION_NEEDED" });
    expect(await skills.list("coder")).toEqual([]);
    const shown = await skills.preview(folder);
    expect(shown).toMatchObject({ name: "notes", description: "Does notes. Use when asked." });
    expect(shown.files.map(({ path }) => path).sort()).toEqual(["SKILL.md", "scripts/run.mjs"]);
    expect(refusal).toMatchObject({
      details: expect.arrayContaining([{ path: "confirm", message: shown.digest }]),
    });
    await install(folder, shown.digest);
    expect(await skills.list("coder")).toEqual([
      { id: "notes", name: "notes", description: "Does notes. Use when asked." },
    ]);
    expect(journal.read(0, 10)).toMatchObject([
      { type: "skill.installed", data: { agent: "coder", skill: "notes", digest: shown.digest } },
    ]);
  });

  it("installs the previewed files even if the source changed meanwhile, and refuses other content", async () => {
    const folder = await put(join(root, "notes"), { "SKILL.md": skillText("notes") });
    const { digest } = await skills.preview(folder);
    await appendFile(join(folder, "SKILL.md"), "evil\n");
    await install(folder, digest);
    expect(await readFile(join(inPlace("notes"), "SKILL.md"), "utf8")).toBe(skillText("notes"));
    await expect(install(folder, digest)).rejects.toMatchObject({ code: "CONFIRMATION_NEEDED" });
    await expect(install(folder, "0".repeat(64))).rejects.toMatchObject({ code: "CONFIRMATION_NEEDED" });
  });

  it("needs a new preview after the first one expires", async () => {
    const folder = await put(join(root, "notes"), { "SKILL.md": skillText("notes") });
    const { digest } = await skills.preview(folder);
    temp.clock.advance(PREVIEW_MS + 1);
    await appendFile(join(folder, "SKILL.md"), "evil\n");
    await expect(install(folder, digest)).rejects.toMatchObject({ code: "CONFIRMATION_NEEDED" });
  });

  it("replaces a skill it installed before, but never an edited one or the agent's own", async () => {
    const folder = await put(join(root, "notes"), { "SKILL.md": skillText("notes") });
    await install(folder, (await skills.preview(folder)).digest);
    await put(folder, { "SKILL.md": skillText("notes", "Second.\n") });
    await install(folder, (await skills.preview(folder)).digest);
    expect((await skills.show("coder", "notes")).content).toContain("Second.");
    await appendFile(join(inPlace("notes"), "SKILL.md"), "Mine.\n");
    const { digest } = await skills.preview(folder);
    await expect(install(folder, digest)).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await skills.show("coder", "notes")).content).toContain("Mine.");
  });

  it.each([
    ["no SKILL.md", { "README.md": "x" }, "INVALID_INPUT"],
    ["no description", { "SKILL.md": "---\nname: x\n---\n" }, "INVALID_INPUT"],
    ["a name that is a path", { "SKILL.md": skillText("../../x") }, "PATH_REFUSED"],
    ["a hidden file", { "SKILL.md": skillText("x"), ".npmrc": "x" }, "PATH_REFUSED"],
    ["a file too large", { "SKILL.md": skillText("x"), big: "x".repeat(4 * 1024 * 1024) }, "PATH_REFUSED"],
    ["folders too deep", { "SKILL.md": skillText("x"), "a/b/c/d/e/f/g/h": "x" }, "PATH_REFUSED"],
    [
      "too many files",
      Object.fromEntries([
        ["SKILL.md", skillText("x")],
        ...Array.from({ length: 201 }, (_, i): [string, string] => [`f${i}`, "x"]),
      ]),
      "PATH_REFUSED",
    ],
  ])("refuses one with %s", async (_what, files, code) => {
    const folder = await put(join(root, "x"), files);
    await expect(skills.preview(folder)).rejects.toMatchObject({ code });
  });

  it("refuses links of every kind", async () => {
    const folder = await put(join(root, "x"), { "SKILL.md": skillText("x") });
    await symlink("/etc/hostname", join(folder, "link"));
    await expect(skills.preview(folder)).rejects.toMatchObject({ code: "PATH_REFUSED" });
    await symlink(folder, join(root, "linked"));
    await expect(skills.preview(join(root, "linked"))).rejects.toMatchObject({ code: "PATH_REFUSED" });
  });

  it.each([
    "-x/repo@skill",
    "--upload-pack=evil/repo@skill",
    "owner/repo",
    "owner/-repo@skill",
    "owner/repo@-skill",
    "owner/../x@skill",
    "https://example.org/x@skill",
    "owner/repo@skill;id",
    "ext::sh -c id",
    "./folder",
    "bundled:nothing",
    "bundled:../memory",
  ])("refuses the ref %j without a network request", async (ref) => {
    const strict = open({ gitBase: "http://127.0.0.1:1/" });
    await expect(strict.preview(ref)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("when a skill's folder becomes a link in between", () => {
  let elsewhere = "";
  beforeEach(async () => {
    elsewhere = await put(join(root, "elsewhere"), { "notes/SKILL.md": skillText("secret") });
    await workspaces.ensure("coder");
    await put(inPlace("notes"), { "SKILL.md": skillText("notes") });
  });
  const untouched = async (): Promise<void> => {
    expect(await readdir(elsewhere)).toEqual(["notes"]);
    expect(await readdir(join(elsewhere, "notes"))).toEqual(["SKILL.md"]);
    expect(await readFile(join(elsewhere, "notes/SKILL.md"), "utf8")).toBe(skillText("secret"));
  };

  it("nothing is written elsewhere", async () => {
    const from = await put(join(root, "more"), { "SKILL.md": skillText("more"), "scripts/a/b": "x" });
    const { digest } = await skills.preview(from);
    const swapped = swappable(join(root, "ws/coder/.agents/skills"), elsewhere);
    {
      using _swap = before("mkdir", (path) => path.includes(".new") && swapped.link());
      const request = { agentId: "coder", ref: from, digest, author: "operator" };
      await skills.install(request).catch(() => undefined);
    }
    await untouched();
  });

  it("nothing is removed elsewhere", async () => {
    const swapped = swappable(join(root, "ws/coder/.agents/skills"), elsewhere);
    {
      using _swap = before("rename", () => swapped.link());
      await skills.remove("coder", "notes", "operator").catch(() => undefined);
    }
    await untouched();
  });

  it("nothing is read or listed elsewhere", async () => {
    const swapped = swappable(join(root, "ws/coder/.agents/skills"), elsewhere);
    await put(elsewhere, { "secret-plans/SKILL.md": skillText("secret") });
    {
      using _swap = before("opendir", () => swapped.link());
      expect(JSON.stringify(await skills.list("coder"))).not.toContain("secret");
    }
    swapped.restore();
    let looked = false;
    using _look = before("lstat", (path) => {
      looked ||= path === inPlace("notes");
    });
    using _swap = before("realpath", () => looked && swapped.link());
    await expect(skills.show("coder", "notes")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

it("a skill is listed by the head of its SKILL.md alone", async () => {
  await workspaces.ensure("coder");
  await put(inPlace("notes"), { "SKILL.md": skillText("notes"), big: "x".repeat(4 * 1024 * 1024) });
  await put(inPlace("long"), { "SKILL.md": skillText("long", "x".repeat(4 * 1024 * 1024)) });
  await mkdir(inPlace("linked"), { recursive: true });
  await symlink(join(inPlace("notes"), "SKILL.md"), join(inPlace("linked"), "SKILL.md"));
  expect(await skills.list("coder")).toEqual([
    { id: "linked", name: "linked", description: "" },
    { id: "long", name: "long", description: "Does long. Use when asked." },
    { id: "notes", name: "notes", description: "Does notes. Use when asked." },
  ]);
});

describe("a skill of a repository", needs("git"), () => {
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: "/nowhere",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@b",
    GIT_COMMITTER_NAME: "a",
    GIT_COMMITTER_EMAIL: "a@b",
  };
  async function repository(files: Record<string, string>): Promise<Skills> {
    const folder = await put(join(root, "git/owner/repo"), files);
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, env, stdio: "pipe" });
    git("init", "--quiet");
    git("add", "-A");
    git("commit", "--quiet", "-m", "x");
    return open({ gitBase: `${pathToFileURL(join(root, "git")).href}/` });
  }

  it.each(["skills/pdf", ".claude/skills/pdf", "skills/other-folder"])("is found in %s", async (place) => {
    const from = await repository({
      [`${place}/SKILL.md`]: skillText("pdf"),
      [`${place}/x.md`]: "x",
      "skills/more/SKILL.md": skillText("more"),
    });
    const shown = await from.preview("owner/repo@pdf");
    expect(shown).toMatchObject({ name: "pdf", ref: "owner/repo@pdf" });
    expect(shown.files).toHaveLength(2);
    const request = { agentId: "coder", ref: "owner/repo@pdf", author: "operator" };
    await from.install({ ...request, digest: shown.digest });
    expect(await from.show("coder", "pdf")).toMatchObject({ source: "owner/repo@pdf", edited: false });
  });

  it("is not found when its frontmatter exceeds the limit", async () => {
    const long = skillText("pdf").replace("---\n", `---\nmore: ${"x".repeat(16 * 1024)}\n`);
    const from = await repository({ "skills/pdf/SKILL.md": long });
    await expect(from.preview("owner/repo@pdf")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("that does not exist, or whose repository does not exist, is reported", async () => {
    const from = await repository({ "skills/pdf/SKILL.md": skillText("pdf") });
    await expect(from.preview("owner/repo@nothing")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(from.preview("owner/nothing@pdf")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});

it("a blank query is answered without asking the registry", async () => {
  const offline = open({ registryUrl: "http://127.0.0.1:1" });
  expect(await offline.search("  ")).toEqual({ results: [], raw: "" });
});
