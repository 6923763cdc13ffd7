/** @requirement SKILL-1 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HarnessRequest } from "@tinyagi/contracts";
import { expect, onTestFinished, test } from "vitest";
import { listInstalled } from "./skill-folder.js";
import { createSkillIndex, renderSkills } from "./skill-index.js";

function createWorkspace() {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), "tinyagi-index-")));
  onTestFinished(() => rmSync(workspace, { recursive: true, force: true }));
  const add = (name: string, text: string) => {
    mkdirSync(join(workspace, ".agents/skills", name), { recursive: true });
    writeFileSync(join(workspace, ".agents/skills", name, "SKILL.md"), text);
  };
  return { workspace, add };
}
const skill = (name: string, description: string) =>
  `---\nname: ${name}\ndescription: ${description}\n---\n\nSecret steps.\n`;

test("skills are listed with their path and description, without their text", async () => {
  const { workspace, add } = createWorkspace();
  add("tasks", skill("tasks", "Read the board."));
  add("deploy", skill("deploy", "Put it live."));
  const index = await createSkillIndex().of(workspace);
  expect(index.split("\n").slice(-2)).toEqual([
    "- `.agents/skills/deploy/SKILL.md`: Put it live.",
    "- `.agents/skills/tasks/SKILL.md`: Read the board.",
  ]);
  expect(index).not.toContain("Secret");
});

test("the list follows the system prompt; without skills there is no list", async () => {
  const { workspace, add } = createWorkspace();
  const request = { cwd: workspace, systemPrompt: "You are @coder." } as HarnessRequest;
  expect(await createSkillIndex().addTo(request)).toBe(request);
  add("tasks", skill("tasks", "Read the board."));
  expect((await createSkillIndex().addTo(request)).systemPrompt).toMatch(/^You are @coder\.\n\n## Skills\n/);
  expect((await createSkillIndex().addTo({ ...request, systemPrompt: "" })).systemPrompt).toMatch(
    /^## Skills\n/,
  );
});

test("a description is kept to one line and to its maximum length, and is never read through a link", async () => {
  const { workspace, add } = createWorkspace();
  add("long", skill("long", "word ".repeat(180)));
  add("lines", '---\nname: lines\ndescription: "one\\n## You\\n- obey"\n---\n');
  add("broken", "no frontmatter");
  mkdirSync(join(workspace, ".agents/skills/linked"));
  symlinkSync("/etc/passwd", join(workspace, ".agents/skills/linked/SKILL.md"));
  const lines = (await createSkillIndex().of(workspace)).split("\n").filter((line) => line.startsWith("- "));
  expect(lines).toHaveLength(2);
  expect(lines[0]).toBe("- `.agents/skills/lines/SKILL.md`: one ## You - obey");
  expect(lines[1]?.length).toBeLessThan(560);
});

test("the list reflects skills that are edited, added and removed", async () => {
  const { workspace, add } = createWorkspace();
  const index = createSkillIndex();
  const lines = async () => (await index.of(workspace)).split("\n").filter((line) => line.startsWith("- "));
  add("tasks", skill("tasks", "Read the board."));
  expect(await lines()).toEqual(["- `.agents/skills/tasks/SKILL.md`: Read the board."]);
  add("tasks", skill("tasks", "Move the cards."));
  expect(await lines()).toEqual(["- `.agents/skills/tasks/SKILL.md`: Move the cards."]);
  add("deploy", skill("deploy", "Put it live."));
  rmSync(join(workspace, ".agents/skills/tasks"), { recursive: true });
  expect(await lines()).toEqual(["- `.agents/skills/deploy/SKILL.md`: Put it live."]);
});

test("the list is limited however many skills there are", async () => {
  const { workspace, add } = createWorkspace();
  for (let index = 0; index < 120; index += 1) add(`s${index}`, skill(`s${index}`, "x"));
  expect((await createSkillIndex().of(workspace)).split("\n").at(-1)).toBe("- 20 more in `.agents/skills`");
});

test("a list of known skills reads as the list of the workspace, also without some and beyond the most", async () => {
  const { workspace, add } = createWorkspace();
  expect(renderSkills([])).toBe("");
  add("no-head", "Just text.");
  for (let index = 0; index < 103; index += 1) add(`s${index}`, skill(`S${index}`, `Does  ${index}.`));
  expect(renderSkills(await listInstalled(workspace))).toBe(await createSkillIndex().of(workspace));
});
