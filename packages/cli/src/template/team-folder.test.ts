/** A team as a folder, and folders that are hostile. @requirement TEMPLATE-1 @requirement TEMPLATE-2 */
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withHome } from "../testing/invoke.js";
import { previewAgents, previewLines } from "./import-preview.js";
import { skillContents } from "./skill-contents.js";
import { readTeamFolder, writeTeamFolder } from "./team-folder.js";
import { checkTemplate, getTemplate } from "./team-template.js";

const SKILL = "---\nname: deploy\ndescription: Deploys.\n---\nRun run.sh.\n";
const BYTES = Buffer.from([0xff, 0x00, 0xfe]);
const TEXTS = { agentsFile: "Be brief.", soul: "Calm.", heartbeat: "", skills: ["deploy", "memory"] };

function sample() {
  const files = new Map([
    ["SKILL.md", Buffer.from(SKILL)],
    ["scripts/run.sh", Buffer.from("#!/bin/sh\ntouch /tmp/ran\n")],
    ["logo.bin", BYTES],
  ]);
  const lead = {
    name: "Lead",
    provider: "anthropic",
    model: "opus",
    permissions: "bypass" as const,
    working_directory: "/secret",
    env: { KEY: "canary" },
  };
  return getTemplate("dev", { name: "Dev", agents: ["lead", "coder"], leader_agent: "lead" }, [
    { id: "lead", agent: lead, texts: { ...TEXTS, skillFiles: { deploy: skillContents(files) } } },
    {
      id: "coder",
      agent: { name: "Coder", provider: "demo", model: "" },
      texts: { ...TEXTS, soul: "", skills: [] },
    },
  ]);
}

/** Writes the sample as a folder, lets `spoil` change it, and reads it. */
async function readSpoiled(spoil: (folder: string) => void) {
  return withHome(async (home) => {
    const folder = join(home, "dev");
    await writeTeamFolder(folder, sample());
    spoil(folder);
    const { value, ignored } = await readTeamFolder(folder);
    return { template: checkTemplate(value), ignored };
  });
}

describe("a team as a folder", () => {
  it("holds texts and skills as plain files, no secret, and comes back as it was", async () => {
    await withHome(async (home) => {
      const folder = join(home, "dev");
      await writeTeamFolder(folder, sample());
      expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
        "agents",
        "agents/coder",
        "agents/coder/AGENTS.md",
        "agents/lead",
        "agents/lead/AGENTS.md",
        "agents/lead/SOUL.md",
        "agents/lead/skills",
        "agents/lead/skills/deploy",
        "agents/lead/skills/deploy/SKILL.md",
        "agents/lead/skills/deploy/logo.bin",
        "agents/lead/skills/deploy/scripts",
        "agents/lead/skills/deploy/scripts/run.sh",
        "team.json",
      ]);
      expect(readFileSync(join(folder, "agents/lead/skills/deploy/logo.bin"))).toEqual(BYTES);
      expect(readFileSync(join(folder, "team.json"), "utf8")).not.toMatch(/canary|bypass|secret/);
      const { value, ignored } = await readTeamFolder(folder);
      expect(checkTemplate(value)).toEqual(sample());
      expect(ignored).toEqual([]);
      await expect(writeTeamFolder(folder, sample())).rejects.toMatchObject({ code: "EEXIST" });
    });
  });

  it("the same file is valid as JSON, and one of the last release still opens", () => {
    expect(checkTemplate(JSON.parse(JSON.stringify(sample())))).toEqual(sample());
    const { skillFiles: _new, ...lead } = sample().agents.lead ?? {};
    const old = { ...sample(), version: 1, agents: { ...sample().agents, lead } };
    expect(checkTemplate(old).version).toBe(1);
  });

  it("a preview lists agents, texts, skills, programs, and what is never imported", async () => {
    const { template, ignored } = await readSpoiled((folder) => {
      mkdirSync(join(folder, "agents", "lead", ".claude"));
      writeFileSync(join(folder, "agents", "lead", ".claude", "settings.json"), '{"hooks":{}}');
      writeFileSync(join(folder, "README.md"), "hello");
      mkdirSync(join(folder, "agents", "stranger"));
    });
    const lines = previewLines(template, {
      agents: previewAgents(template),
      schedules: [{ label: "Standup", agentId: "lead", message: "Go", cron: "0 9 * * *", enabled: false }],
      replaces: ["/w/AGENTS.md"],
      ignored,
    });
    expect(lines).toEqual([
      "This adds the team dev (Dev), led by @lead:",
      "  @lead (Lead) on anthropic, opus",
      "    AGENTS.md 9 B, SOUL.md 5 B",
      "    skill deploy: 3 files, 83 B; its agent may run scripts/run.sh",
      "    its author also gave it the skills memory",
      "  @coder (Coder) on demo, the default model",
      "    AGENTS.md 9 B",
      "Each agent gets the permissions sandboxed, as new agents of this home do.",
      "Schedule Standup: @lead, 0 9 * * *, switched off",
      "Replaces /w/AGENTS.md, which has a text already.",
      "Not imported: README.md",
      "Not imported: agents/stranger",
      "Not imported: agents/lead/.claude (hooks and commands never are)",
      "Nothing is run by the import.",
    ]);
  });

  const lead = (folder: string, ...path: string[]) => join(folder, "agents", "lead", ...path);
  it.each<[string, (folder: string) => void, RegExp]>([
    [
      "team.json is a link",
      (folder) => {
        rmSync(join(folder, "team.json"));
        symlinkSync("/etc/hostname", join(folder, "team.json"));
      },
      /it is a link/,
    ],
    [
      "a text is a link",
      (folder) => {
        rmSync(lead(folder, "AGENTS.md"));
        symlinkSync("/etc/passwd", lead(folder, "AGENTS.md"));
      },
      /it is a link/,
    ],
    [
      "a text is a pipe",
      (folder) => {
        rmSync(lead(folder, "SOUL.md"));
        execFileSync("mkfifo", [lead(folder, "SOUL.md")]);
      },
      /not a regular file/,
    ],
    [
      "an agent's folder is a link",
      (folder) => {
        rmSync(lead(folder), { recursive: true });
        symlinkSync("/etc", lead(folder));
      },
      /it is a link/,
    ],
    [
      "a skill has a link",
      (folder) => symlinkSync("/etc/passwd", lead(folder, "skills", "deploy", "x")),
      /refused/,
    ],
    [
      "a skill has a pipe",
      (folder) => execFileSync("mkfifo", [lead(folder, "skills", "deploy", "x")]),
      /refused/,
    ],
    [
      "a skill has a hidden file",
      (folder) => writeFileSync(lead(folder, "skills", "deploy", ".x"), ""),
      /refused/,
    ],
    [
      "a skill has no SKILL.md",
      (folder) => rmSync(lead(folder, "skills", "deploy", "SKILL.md")),
      /not valid/,
    ],
    [
      "a file is huge",
      (folder) => truncateSync(lead(folder, "AGENTS.md"), 20 * 1_024 * 1_024),
      /larger than 8 MiB/,
    ],
    [
      "a skill is huge",
      (folder) => truncateSync(lead(folder, "skills", "deploy", "logo.bin"), 5 * 1_024 * 1_024),
      /refused/,
    ],
    [
      "an id leads out of the folder",
      (folder) => writeFileSync(join(folder, "team.json"), JSON.stringify({ agents: { "../..": {} } })),
      /id is not valid/,
    ],
    ["there is no team.json", (folder) => rmSync(join(folder, "team.json")), /has no team\.json/],
    ["team.json is a list", (folder) => writeFileSync(join(folder, "team.json"), "[]"), /not a JSON object/],
  ])("is refused when %s", async (_what, spoil, words) => {
    await expect(readSpoiled(spoil)).rejects.toThrow(words);
  });

  it.each([
    "../../x",
    "/etc/cron.d/x",
    "a/../../x",
    "a//b",
    ".claude/settings.json",
    "a/.git/hooks/x",
    "a\\b",
    "x".repeat(200),
  ])("a file is refused when a skill has the path %s", (path) => {
    const template = sample();
    const evil = { ...template.agents.lead, skillFiles: { deploy: { "SKILL.md": SKILL, [path]: "x" } } };
    expect(() => checkTemplate({ ...template, agents: { ...template.agents, lead: evil } })).toThrow(
      "not valid",
    );
  });
});
