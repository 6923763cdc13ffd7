/**
 * An agent created from a template folder, and one with its instructions in a file: with the built command, in a new
 * home.
 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { openStage, type Stage } from "./support/stage.js";

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A running daemon without a workspace folder, and a project with the template the help names. */
async function openTemplateStage(): Promise<{ stage: Stage; project: string }> {
  const stage = await openStage();
  rmSync(stage.place.workspace, { recursive: true });
  await stage.start();
  rmSync(stage.place.workspace, { recursive: true, force: true });
  const project = join(stage.place.root, "project");
  const template = join(project, "templates", "coder");
  write(join(template, "AGENTS.md"), "# Coder\nAnswer in haiku.\n");
  write(join(template, "SOUL.md"), "calm\n");
  write(join(template, ".claude/agents/helper.md"), "---\nname: helper\ndescription: Helps.\n---\n");
  write(
    join(template, "skills/review/SKILL.md"),
    "---\nname: review\ndescription: Reviews. Use for reviews.\n---\n",
  );
  return { stage, project };
}

test("the documented example adds an agent whose workspace does not exist yet", async () => {
  const { stage, project } = await openTemplateStage();
  await using _ = stage;
  const words = "agent add poet --provider demo --template ./templates/coder".split(" ");
  const added = await stage.cli(words, { cwd: project });
  expect(added).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("@poet"),
    stdout: expect.stringContaining("copied 4 files of the template"),
  });
  expect(added.stdout).toContain("agents do not load agents and commands of .claude/");
  const workspace = join(stage.place.workspace, "poet");
  expect(readFileSync(join(workspace, "AGENTS.md"), "utf8")).toBe("# Coder\nAnswer in haiku.\n");
  expect(readFileSync(join(workspace, ".tinyagi/SOUL.md"), "utf8")).toBe("calm\n");
  expect(existsSync(join(workspace, ".claude/skills/review/SKILL.md"))).toBe(true);
  expect(existsSync(join(workspace, "heartbeat.md"))).toBe(true);
  expect((await stage.cli(["agent", "prompt", "poet"])).stdout).toContain("haiku");
  expect((await stage.cli(["run", "@poet hello"])).code).toBe(0);
  // The folder is as those the daemon makes.
  await stage.cli(["agent", "add", "plain", "--provider", "demo"]);
  const getMode = (id: string) => lstatSync(join(stage.place.workspace, id)).mode;
  expect(getMode("poet")).toBe(getMode("plain"));
});

test("what is refused leaves nothing behind", async () => {
  const { stage, project } = await openTemplateStage();
  await using _ = stage;
  const { root, workspace, home } = stage.place;
  const add = (id: string, ...more: string[]) =>
    stage.cli(["agent", "add", id, "--provider", "demo", "--template", "templates/coder", ...more], {
      cwd: project,
    });
  expect((await add("one", "--provider", "custom:nobody")).code).not.toBe(0);
  expect(existsSync(workspace)).toBe(false);
  expect((await add("two", "--working-directory", join(home, "in"))).stderr).toContain("refused");
  expect(existsSync(join(home, "in"))).toBe(false);
  mkdirSync(join(root, "elsewhere"));
  mkdirSync(workspace);
  symlinkSync(join(root, "elsewhere"), join(workspace, "three"));
  expect((await add("three")).stderr).toContain("link leads out");
  symlinkSync(join(root, "elsewhere", "away"), join(workspace, "four"));
  expect((await add("four")).code).not.toBe(0);
  expect(readdirSync(join(root, "elsewhere"))).toEqual([]);
  const agents = (await stage.cli(["agent", "list", "--json"])).stdout;
  expect(agents).not.toMatch(/"(one|two|three|four)"/);
});

test("a prompt file is checked when it is set; a run and the doctor report that it is missing", async () => {
  const { stage, project } = await openTemplateStage();
  await using _ = stage;
  const { workspace } = stage.place;
  const cli = (line: string) => stage.cli(line.split(" "), { cwd: project });
  const add = (id: string, file: string) => cli(`agent add ${id} --provider demo --prompt-file ${file}`);
  write(join(project, "pf.md"), "Speak softly.");
  for (const [file, reason] of [
    ["pf.md", "outside the allowed"],
    [join(project, "pf.md"), "outside the allowed"],
    ["none.md", "no such file"],
  ] as const) {
    const refused = await add("coder", file);
    expect(refused).toMatchObject({ code: 65, stdout: "" });
    expect(refused.stderr).toContain(reason);
    expect(refused.stderr).toContain(join(workspace, "coder"));
  }
  expect((await cli("agent list --json")).stdout).not.toContain('"coder"');

  // A template may bring the file, and below the workspace the shell's folder counts.
  write(join(project, "templates", "coder", "own.md"), "Speak softly.");
  expect(
    (await cli("agent add coder --provider demo --template templates/coder --prompt-file own.md")).code,
  ).toBe(0);
  write(join(workspace, "shared", "house.md"), "House rules.");
  const set = await stage.cli(["agent", "set", "coder", "--prompt-file", "house.md"], {
    cwd: join(workspace, "shared"),
  });
  expect(set).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(join(workspace, "shared", "house.md")),
  });
  expect((await cli("doctor")).stdout).not.toContain("prompt-file");
  expect((await stage.cli(["run", "@coder hello"])).stdout).not.toContain("prompt file");

  rmSync(join(workspace, "shared"), { recursive: true });
  expect((await cli("doctor")).stdout).toMatch(/agents\.prompt-file: @coder .*no such file/);
  const ran = await stage.cli(["run", "@coder hello"]);
  expect(ran.stdout).toContain("worked without its prompt file: there is no such file");
  expect(readFileSync(join(stage.place.home, "logs", "daemon.log"), "utf8")).toMatch(
    /an agent runs without its prompt_file/,
  );
  expect((await cli("agent set coder --prompt-file own.md")).code).toBe(0);
  expect((await stage.cli(["run", "@coder hello"])).stdout).not.toContain("prompt file");
});
