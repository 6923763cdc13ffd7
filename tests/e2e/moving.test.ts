/**
 * Moving in from other products, and teams of others: shown first, added, used, and taken back by one command.
 *
 * @requirement MOVE-1 @requirement MOVE-2 @requirement TEMPLATE-3
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openStage, type Stage } from "./support/stage.js";

const FIXTURES = fileURLToPath(new URL("../fixtures/moving/", import.meta.url));
const AGENT = { name: "Main", provider: "demo", model: "" };
/** An agent with the id of one that comes, so that the one that comes gets another. */
const SETTINGS = { agents: { main: AGENT }, channels: { enabled: [] } };

const stateOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .sort()
    .map((name) => {
      const { mtimeMs, size, mode } = statSync(join(folder, name));
      return `${name} ${mtimeMs} ${size} ${mode}`;
    });

const settingsOf = (stage: Stage) =>
  JSON.parse(readFileSync(join(stage.place.home, "settings.json"), "utf8")) as Record<string, unknown>;

test("a home of OpenClaw is shown, imported, used and taken back; its folder stays as it was", async () => {
  await using stage = await openStage({ settings: SETTINGS });
  const daemon = await stage.start();
  const from = join(FIXTURES, "openclaw");
  const [before, settings] = [stateOf(from), settingsOf(stage)];
  const words = ["import", "--from", "openclaw", from];

  const looked = await stage.cli([...words, "--dry-run"]);
  expect(looked).toMatchObject({ code: 0, stdout: "Nothing was changed." });
  expect(looked.stderr).toContain("@main-2 (Samantha) on anthropic, claude-sonnet-4-5");
  expect(looked.stderr).toContain("schedule Morning brief: @main-2, 0 7 * * * America/Los_Angeles");
  expect(looked.stderr).toContain("- channels.signal: TinyAGI has no such channel");
  expect(looked.stderr).not.toMatch(/main-token|xoxb-1/);
  expect(settingsOf(stage)).toEqual(settings);

  const taken = await stage.cli([...words, "--yes", "--accept-weaker", "--json"]);
  expect(taken).toMatchObject({ code: 0, stderr: "" });
  expect(taken.stdout).not.toMatch(/main-token|xoxb-1/);
  const report = JSON.parse(taken.stdout) as { import: string };
  expect(settingsOf(stage)).toMatchObject({
    agents: { "main-2": { name: "Samantha", fallback: [{ provider: "openai", model: "gpt-5.2" }] } },
    channels: {
      enabled: ["telegram", "discord"],
      telegram: { bot_token: "123456:main-token", bots: { work: { agent: "work" } } },
    },
    custom_providers: { "custom-proxy": { base_url: "http://localhost:4000/v1" } },
  });
  const { client } = daemon;
  const soul = await client.call("getSoul", { params: { id: "main-2" } });
  expect(soul.content).toContain("Warm, short, honest.");
  const notes = await client.call("searchMemory", { params: { id: "main-2" }, query: { q: "VAT" } });
  expect(notes.results.map(({ path }) => path)).toEqual(["memory.md"]);
  const skills = await client.call("listSkills", { params: { id: "main-2" } });
  expect(skills.map(({ id }) => id)).toEqual(expect.arrayContaining(["invoices", "standup"]));
  const schedules = await client.call("listSchedules");
  expect(schedules.map(({ label, enabled }) => `${label} ${enabled}`).sort()).toEqual([
    "Inbox false",
    "Morning brief true",
    "Reminder true",
  ]);
  const { approved } = await client.call("listPairings");
  expect(approved.map(({ role }) => role)).toEqual(approved.map(() => "member"));
  expect(approved).toHaveLength(5);
  expect(stateOf(from)).toEqual(before);

  const undone = await stage.cli(["import", "undo", "--yes"]);
  expect(undone).toMatchObject({ code: 0, stdout: expect.stringContaining(report.import) });
  expect(settingsOf(stage).agents).toEqual(settings.agents);
  expect(settingsOf(stage)).toMatchObject({ channels: { enabled: [] } });
  expect(JSON.stringify(settingsOf(stage))).not.toMatch(/main-token|custom-proxy|xoxb/);
  expect(await client.call("listSchedules")).toEqual([]);
  expect((await client.call("listPairings")).approved).toEqual([]);
  expect(existsSync(join(stage.place.workspace, "main-2"))).toBe(false);
  const kept = join(stage.place.home, "imports", report.import, "workspaces", "main-2");
  expect(readFileSync(join(kept, "memory", "memory.md"), "utf8")).toContain("VAT");
  expect(await stage.cli(["import", "undo", "--yes"])).toMatchObject({ code: 1 });
});

test("what a person made again or changed since an import stays when it is taken back", async () => {
  await using stage = await openStage({ settings: SETTINGS });
  const { client } = await stage.start();
  const words = ["import", "--from", "openclaw", join(FIXTURES, "openclaw"), "--yes", "--accept-weaker"];
  expect(await stage.cli(words)).toMatchObject({ code: 0 });
  const second = await stage.cli([...words, "--dry-run"]);
  expect(second.stderr).toContain("It was imported before.");

  await client.call("deleteAgent", { params: { id: "work" } });
  const body = { name: "Own", provider: "demo", model: "" };
  await client.call("putAgent", { params: { id: "work" }, body });
  await client.call("putSoul", { params: { id: "work" }, body: { content: "Mine." } });
  const changes = [{ path: ["channels", "discord", "bot_token"], value: "own-token" }];
  await client.call("changeSettings", { body: { changes } });
  const brief = (await client.call("listSchedules")).find(({ label }) => label === "Morning brief");
  await client.call("putSchedule", { params: { id: brief?.id ?? "" }, body: { message: "My own words." } });
  const sender = { channel: "telegram", senderId: "123456789" };
  await client.call("revokePairing", { params: sender });
  await client.call("allowSender", { body: { ...sender, role: "owner" } });

  const undone = await stage.cli(["import", "undo", "--yes", "--json"]);
  expect(undone).toMatchObject({ code: 0 });
  expect((JSON.parse(undone.stdout) as { changed: string[] }).changed.sort()).toEqual([
    "@work",
    "Morning brief",
    "channels.discord",
    "telegram 123456789",
  ]);
  expect(Object.keys(await client.call("listAgents")).sort()).toEqual(["main", "work"]);
  expect((await client.call("getSoul", { params: { id: "work" } })).content).toContain("Mine.");
  expect(settingsOf(stage)).toMatchObject({ channels: { discord: { bot_token: "own-token" } } });
  expect(JSON.stringify(settingsOf(stage))).not.toMatch(/main-token|custom-proxy/);
  expect((await client.call("listSchedules")).map(({ label }) => label)).toEqual(["Morning brief"]);
  expect((await client.call("listPairings")).approved).toMatchObject([
    { senderId: "123456789", role: "owner" },
  ]);
});

test("without a person's answer, an import brings no bot, provider or sender", async () => {
  await using stage = await openStage({ settings: SETTINGS });
  await stage.start();
  const taken = await stage.cli(["import", "--from", "openclaw", join(FIXTURES, "openclaw"), "--yes"]);
  expect(taken).toMatchObject({ code: 0 });
  expect(taken.stderr).toContain("channels.telegram: it would weaken a guard of this home");
  expect(JSON.stringify(settingsOf(stage))).not.toMatch(/main-token|localhost:4000|123456789/);
  expect(settingsOf(stage)).toMatchObject({ agents: { work: { name: "Work", provider: "anthropic" } } });
});

test("Claude Code: its sub-agents become a team", async () => {
  await using stage = await openStage({ settings: SETTINGS });
  const { client } = await stage.start();
  const from = join(FIXTURES, "claude-code");
  expect(await stage.cli(["import", "--from", "claude-code", from, "--yes"])).toMatchObject({ code: 0 });
  expect((await client.call("listTeams"))["claude-code-team"]).toEqual({
    name: "Claude Code",
    agents: ["claude-code", "code-reviewer", "writer"],
    leader_agent: "claude-code",
  });
  const skill = await client.call("getSkill", { params: { id: "claude-code", skill: "git-commit" } });
  expect(skill.content).toContain("Commit $ARGUMENTS.");
  expect(existsSync("/tmp/never")).toBe(false);
});

test("a team travels as an archive with its schedules, and its checksum tells whether it is the same", async () => {
  const settings = {
    agents: { lead: AGENT, kim: { ...AGENT, name: "Kim", permissions: "bypass" } },
    teams: { crew: { name: "Crew", agents: ["lead", "kim"], leader_agent: "lead" } },
  };
  await using author = await openStage({ settings });
  const { client } = await author.start();
  const brief = { label: "Brief", agentId: "crew", message: "What is new?", cron: "0 7 * * *" };
  await client.call("createSchedule", { body: brief });
  await client.call("putSoul", { params: { id: "kim" }, body: { content: "Calm." } });
  const file = join(author.place.root, "crew.tgz");
  const made = await author.cli(["team", "export", "crew", "--to", file, "--json"]);
  const { checksum } = JSON.parse(made.stdout) as { checksum: string };
  expect(checksum).toMatch(/^[0-9a-f]{64}$/);
  const folder = join(author.place.root, "crew");
  expect((await author.cli(["team", "export", "crew", "--to", folder])).stdout).toContain(checksum);

  await using stage = await openStage({ settings: { agents: { one: AGENT } } });
  const daemon = await stage.start();
  const looked = await stage.cli(["team", "add", file, "--dry-run", "--prompts"]);
  for (const text of [checksum, "Calm.", "What is new?", "Schedule Brief: @crew, 0 7 * * *, switched off"])
    expect(looked.stderr).toContain(text);
  const wrong = await stage.cli(["team", "add", file, "--yes", "--checksum", "0".repeat(64)]);
  expect(wrong).toMatchObject({ code: 65, stderr: expect.stringContaining("checksum") });
  const added = await stage.cli(["team", "add", folder, "--yes", "--checksum", checksum, "--json"]);
  expect(added).toMatchObject({ code: 0 });
  const agents = await daemon.client.call("listAgents");
  expect(agents.kim).toMatchObject({ name: "Kim", provider: "demo", model: "" });
  expect(agents.kim).not.toHaveProperty("permissions");
  expect(await daemon.client.call("listSchedules")).toMatchObject([{ label: "Brief", enabled: false }]);

  expect(await stage.cli(["import", "undo", "--yes"])).toMatchObject({ code: 0 });
  expect(Object.keys(await daemon.client.call("listAgents"))).toEqual(["one"]);
  expect(await daemon.client.call("listTeams")).toEqual({});
  expect(await daemon.client.call("listSchedules")).toEqual([]);
});

test("an address that is not https, and an archive that is none, are refused", async () => {
  await using stage = await openStage({ settings: { agents: { one: AGENT } } });
  await stage.start();
  const file = join(stage.place.root, "x.tgz");
  writeFileSync(file, "no archive");
  const addresses = ["http://127.0.0.1:9/team", "file:///etc", "https://me:secret@127.0.0.1/team"];
  for (const source of [...addresses, "ext::sh -c id://", file]) {
    const said = await stage.cli(["team", "add", source, "--yes"]);
    expect(said).toMatchObject({ code: 65 });
    expect(said.stdout + said.stderr).not.toContain("secret");
  }
  expect(await stage.cli(["team", "add", "--upload-pack=id", "--yes"])).toMatchObject({ code: 64 });
});
