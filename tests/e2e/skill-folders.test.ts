/**
 * Agents use the files of a skill from the folder that their CLI reports, and write skills as `skill-creator` instructs
 * them.
 *
 * @requirement SKILL-1
 */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openToolUsers, type ToolStep, type ToolUsers } from "./support/tool-user.js";

const TOOLS = { ...needs("agent CLIs"), timeout: 120_000 };
const SANDBOXED = { ...needs("agent CLIs", "bubblewrap", "socat"), timeout: 120_000 };

let users: ToolUsers;
beforeAll(async () => {
  users = await openToolUsers();
}, 180_000);
afterAll(() => users[Symbol.asyncDispose]());

/** As an operator's template or an installation leaves it. */
function putSkill(agent: string): void {
  const folder = join(users.stage.place.workspace, agent, ".agents", "skills", "deploy");
  mkdirSync(join(folder, "scripts"), { recursive: true });
  mkdirSync(join(folder, "references"));
  writeFileSync(join(folder, "SKILL.md"), "---\nname: deploy\ndescription: Deploys it.\n---\nRun it.\n");
  writeFileSync(join(folder, "scripts", "x.sh"), "echo script-ran\n");
  writeFileSync(join(folder, "references", "a.md"), "a reference\n");
  const outside = join(users.stage.place.home, "note.txt");
  writeFileSync(outside, "CANARY of the home");
  symlinkSync(outside, join(folder, "references", "link.md"));
}

const getSkillPath = (agent: string, name: string) =>
  join(users.stage.place.workspace, agent, ".agents", "skills", name, "SKILL.md");

for (const [agent, tools] of [
  ["claude", SANDBOXED],
  ["careful-claude", TOOLS],
] as const)
  test(`@${agent} reaches scripts and texts below the base directory claude names`, tools, async () => {
    putSkill(agent);
    await users.use(agent, [{ name: "Skill", input: { skill: "workspace:deploy" } }]);
    const base = /Base directory for this skill: ([^\s\\]+)/.exec(
      JSON.stringify(users.model.turns().at(-1)?.raw),
    )?.[1];
    expect(base).toMatch(/skills\/deploy$/);
    const settings = join(String(base), "..", "..", "..", "settings.json");
    const [text, ran, written, closed, linked] = await users.use(agent, [
      { name: "Read", input: { file_path: `${base}/references/a.md` } },
      { command: `sh ${base}/scripts/x.sh` },
      {
        name: "Write",
        input: { file_path: join(String(base), "..", "..", "hooks", "hooks.json"), content: "{}" },
      },
      { name: "Read", input: { file_path: settings } },
      { name: "Read", input: { file_path: `${base}/references/link.md` } },
    ]);
    expect(text).toContain("a reference");
    if (agent === "claude") expect(ran).toContain("script-ran");
    expect(written).toBeDefined();
    expect(existsSync(join(String(base), "..", "..", "hooks"))).toBe(false);
    expect(closed).not.toContain("disableAllHooks");
    expect(linked).toBeDefined();
    expect(linked).not.toContain("CANARY");
  });

const TEXT = "---\nname: notes\ndescription: Writes notes.\n---\nDo it.\n";
const CHECK = "node .agents/skills/skill-creator/scripts/check-skill.mjs .agents/skills/notes";
const byCommand = `mkdir -p .agents/skills/notes && printf -- '${TEXT.replaceAll("\n", "\\n")}' > .agents/skills/notes/SKILL.md`;

for (const [agent, tools, step] of [
  [
    "claude",
    TOOLS,
    (path: string): ToolStep => ({ name: "Write", input: { file_path: path, content: TEXT } }),
  ],
  ["opencode", SANDBOXED, (): ToolStep => ({ command: byCommand })],
] as const)
  test(`@${agent} writes a skill and checks it`, tools, async () => {
    const path = getSkillPath(agent, "notes");
    // The folders are there from an agent's first run on.
    await users.use(agent, []);
    const [, checked] = await users.use(agent, [step(path), { command: CHECK }]);
    expect(readFileSync(path, "utf8")).toBe(TEXT);
    expect(checked).not.toMatch(/error|cannot|not found/i);
  });

test(
  "@codex, whose sandbox blocks `.agents`, writes a draft elsewhere that a person installs",
  TOOLS,
  async () => {
    await users.use("codex", []);
    const draft = byCommand.replaceAll(".agents/skills/notes", "skill-drafts/notes");
    const [, checked] = await users.use("codex", [
      { command: draft },
      { command: CHECK.replace(/[^ ]+$/, "skill-drafts/notes") },
    ]);
    expect(checked).not.toMatch(/error|cannot|not found/i);
    const folder = join(users.stage.place.workspace, "codex", "skill-drafts", "notes");
    const installed = await users.stage.cli(["skill", "install", "codex", folder, "--yes"]);
    expect(installed.code).toBe(0);
    expect(readFileSync(getSkillPath("codex", "notes"), "utf8")).toBe(TEXT);
  },
);
