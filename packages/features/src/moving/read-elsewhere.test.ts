/** The folders of other products, as their makers document them, and hostile ones. @requirement MOVE-1 */
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { cp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openSqlite } from "@tinyagi/base";
import { expect, it, onTestFinished } from "vitest";
import type { MovingSource } from "./moving-plan.js";
import { readElsewhere } from "./read-elsewhere.js";

const FIXTURES = new URL("../../../../tests/fixtures/moving/", import.meta.url).pathname;

/** Reads a copy of a fixture that `spoil` changed. */
async function read(kind: MovingSource, fixture: string, spoil: (folder: string) => void = () => {}) {
  const folder = mkdtempSync(join(tmpdir(), "moving-"));
  try {
    await cp(join(FIXTURES, fixture), folder, { recursive: true });
    spoil(folder);
    return await readElsewhere(kind, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rows = (plan: Awaited<ReturnType<typeof read>>) =>
  plan.left.map(({ what, reason }) => `${what} ${reason}`).sort();

it("OpenClaw: agents bring their texts, notes, skills and models", async () => {
  const plan = await read("openclaw", "openclaw");
  expect([...plan.agents.keys()]).toEqual(["main", "work", "photos"]);
  const main = plan.agents.get("main");
  expect(main).toMatchObject({
    name: "Samantha",
    provider: "anthropic",
    model: "claude-sonnet-4-5",
    fallback: [{ provider: "openai", model: "gpt-5.2" }],
    agentsFile: "Read memory before you answer.\n\n## Tools\n\nThe printer is on the second floor.\n",
    soul: "Warm, short, honest.\n\n## Identity\n\n- Name: Samantha\n",
    heartbeat: "- Check the inbox.\n",
  });
  expect([...(main?.skills.keys() ?? [])].sort()).toEqual(["invoices", "standup"]);
  expect(main?.notes.map(({ path }) => path)).toEqual(["user.md", "memory.md", "2026-02-01.md"]);
  expect(main?.notes[0]?.content).toBe(
    '---\nname: "user"\nsummary: "About me"\n---\n# About me\n\nI run a shop in Lisbon.\n',
  );
  expect(plan.agents.get("work")).toMatchObject({ provider: "custom:custom-proxy", model: "llama-3.1-8b" });
  expect(plan.agents.get("photos")).not.toHaveProperty("provider");
});

it("OpenClaw: schedules, bots, allow lists and custom providers come along", async () => {
  const plan = await read("openclaw", "openclaw");
  expect(plan.schedules).toEqual([
    {
      label: "Morning brief",
      agentId: "main",
      message: "Summarize overnight updates.",
      enabled: true,
      when: { cron: "0 7 * * *" },
      timeZone: "America/Los_Angeles",
    },
    {
      label: "Inbox",
      agentId: "work",
      message: "Check the inbox",
      enabled: false,
      when: { cron: "*/30 * * * *" },
    },
    {
      label: "Reminder",
      agentId: "main",
      message: "Renew the domain",
      enabled: true,
      when: { runAt: "2031-02-01T16:00:00.000Z" },
    },
  ]);
  expect(plan.settings).toEqual([
    {
      path: ["custom_providers", "custom-proxy"],
      value: {
        name: "custom-proxy",
        harness: "api",
        format: "openai-chat",
        base_url: "http://localhost:4000/v1",
        api_key: "env:LITELLM_KEY",
      },
    },
    {
      path: ["channels", "telegram"],
      value: {
        bot_token: "123456:main-token",
        bots: { work: { bot_token: "654321:work-token", agent: "work" } },
      },
    },
    { path: ["channels", "discord"], value: { bot_token: "env:DISCORD_BOT_TOKEN" } },
    { path: ["channels", "slack"], value: { bot_token: "xoxb-1" } },
  ]);
  expect(plan.channels).toEqual(["telegram", "discord"]);
  expect(plan.senders.map(({ channel, senderId }) => `${channel} ${senderId}`)).toEqual([
    "telegram 123456789",
    "telegram 987654321",
    "telegram 555000111",
    "discord 123456789012345678",
    "whatsapp 15555550123@s.whatsapp.net",
  ]);
});

it("OpenClaw: what is not taken is listed with its reason", async () => {
  expect(rows(await read("openclaw", "openclaw"))).toEqual([
    "agents.photos.model no-provider",
    "agents.work.tools rights",
    "channels.discord.allowFrom everyone",
    "channels.signal no-channel",
    "channels.slack.appToken secret-elsewhere",
    "channels.telegram.groups rights",
    "credentials/whatsapp linked-session",
    "cron/jobs.json: Empty damaged",
    "cron/jobs.json: Odd interval",
    "env secret-elsewhere",
    "hooks program",
    "models.providers.nokey no-key",
    "workspace-photos/ missing",
    "workspace/BOOTSTRAP.md program",
  ]);
});

it("Claude Code: instructions, sub-agents, commands, skills and memory come along", async () => {
  const plan = await read("claude-code", "claude-code");
  expect(plan.team).toEqual({
    id: "claude-code-team",
    name: "Claude Code",
    leader: "claude-code",
    agents: ["claude-code", "code-reviewer", "writer"],
  });
  const lead = plan.agents.get("claude-code");
  expect(lead).toMatchObject({ provider: "anthropic", model: "", agentsFile: "Write short commits.\n" });
  expect(lead?.notes.map(({ path }) => path)).toEqual(["projects/-home-me-shop/MEMORY.md"]);
  expect([...(lead?.skills.keys() ?? [])].sort()).toEqual(["git-commit", "pdf"]);
  expect(lead?.skills.get("git-commit")?.get("SKILL.md")?.toString()).toBe(
    '---\nname: git-commit\ndescription: "Make a commit"\n---\n## Context\n\n- Status: !`git status`\n\nCommit $ARGUMENTS.\n',
  );
  expect(plan.agents.get("code-reviewer")).toMatchObject({
    model: "opus",
    role: "Reviews code for quality and security. Use it after each change.",
    agentsFile: "You are a senior reviewer.\n",
    notes: [{ path: "MEMORY.md" }],
  });
  expect(plan.agents.get("writer")).toMatchObject({ name: "Writer", model: "" });
  expect(rows(plan)).toEqual([
    "agents/broken.md damaged",
    "agents/code-reviewer.md rights",
    "commands/git/commit.md rights",
    "projects history",
    "settings.json rights",
  ]);
});

it("a sub-agent of Claude Code whose fields are lists gets its skills, and a row for its rights", async () => {
  const folder = mkdtempSync(join(tmpdir(), "moving-lists-"));
  try {
    for (const name of ["pdf", "charts"]) {
      mkdirSync(join(folder, "skills", name), { recursive: true });
      const text = `---\nname: ${name}\ndescription: Makes ${name}\n---\n\nText.\n`;
      writeFileSync(join(folder, "skills", name, "SKILL.md"), text);
    }
    mkdirSync(join(folder, "agents"));
    const agent = (name: string, fields: string) =>
      writeFileSync(
        join(folder, "agents", `${name}.md`),
        `---\nname: ${name}\ndescription: Reports\n${fields}\n---\n\nYou report.\n`,
      );
    agent("lists", "tools:\n  - Read\n  - Bash\nskills:\n  - pdf\n  - ../../etc\n  - 7");
    agent("words", "skills: pdf, charts");
    agent("hooked", "hooks:\n  Stop: [{ command: rm }]\nskills: { pdf: true }");
    const plan = await readElsewhere("claude-code", folder);
    const skillsOf = (id: string) => [...(plan.agents.get(id)?.skills.keys() ?? [])];
    expect([skillsOf("lists"), skillsOf("words"), skillsOf("hooked")]).toEqual([
      ["pdf"],
      ["pdf", "charts"],
      [],
    ]);
    expect(rows(plan)).toEqual([
      "agents/hooked.md rights",
      "agents/lists.md rights",
      "agents/lists.md: skill ../../etc missing-skill",
      "agents/lists.md: skill 7 missing-skill",
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it("a project of Claude Code is named after its folder", async () => {
  const plan = await read("claude-code", "claude-project");
  const [lead] = plan.agents.keys();
  expect(lead).toMatch(/^moving-/);
  expect(plan.team).toMatchObject({ leader: lead, agents: [lead, "tester"] });
  expect(rows(plan)).toEqual([".mcp.json mcp"]);
});

it.each<[string, (folder: string) => void, string]>([
  [
    "settings that are no JSON5",
    (folder) => writeFileSync(join(folder, "openclaw.json"), "{ agents: ["),
    "openclaw.json damaged",
  ],
  [
    "settings that are huge",
    (folder) => writeFileSync(join(folder, "openclaw.json"), `"${"x".repeat(1024 * 1024)}"`),
    "openclaw.json too-large",
  ],
  [
    "settings that are nested deeply",
    (folder) => writeFileSync(join(folder, "openclaw.json"), "[".repeat(500_000)),
    "openclaw.json damaged",
  ],
  ["settings that are a link", (folder) => relink(folder, "openclaw.json"), "openclaw.json refused"],
  ["a text that is a link", (folder) => relink(folder, "workspace/SOUL.md"), "workspace/SOUL.md refused"],
  [
    "a text of other bytes",
    (folder) => writeFileSync(join(folder, "workspace/SOUL.md"), Buffer.from([0xff, 0xfe])),
    "workspace/SOUL.md damaged",
  ],
  [
    "a workspace that is a link",
    (folder) => {
      rmSync(join(folder, "workspace"), { recursive: true });
      symlinkSync("/etc", join(folder, "workspace"));
    },
    "workspace/ refused",
  ],
  [
    "a skill with a link",
    (folder) => symlinkSync("/etc/passwd", join(folder, "skills/standup/x")),
    "skills/standup refused",
  ],
  ["a skill with an odd name", (folder) => oddSkill(folder), "skills/A B odd-name"],
  [
    "a note with an odd name",
    (folder) => writeFileSync(join(folder, "workspace/memory/a:b.md"), "x"),
    "workspace/memory/a:b.md odd-name",
  ],
])("%s: a row of the report, and the rest is read", async (_what, spoil, row) => {
  const plan = await read("openclaw", "openclaw", spoil);
  expect(rows(plan)).toContain(row);
  expect(plan.agents.size).toBeGreaterThan(0);
});

function relink(folder: string, path: string): void {
  rmSync(join(folder, path));
  symlinkSync("/etc/hostname", join(folder, path));
}

function oddSkill(folder: string): void {
  mkdirSync(join(folder, "skills/A B"));
  writeFileSync(join(folder, "skills/A B/SKILL.md"), "x");
}

it("keys named like members of Object.prototype are ordinary names", async () => {
  const plan = await read("openclaw", "openclaw", (folder) =>
    writeFileSync(
      join(folder, "openclaw.json"),
      '{"__proto__":{"x":1},"agents":{"entries":{"__proto__":{},"constructor":{},"ok":{}}},"models":{"providers":{"__proto__":{"baseUrl":"http://x","apiKey":"k"}}}}',
    ),
  );
  expect(({} as { x?: unknown }).x).toBeUndefined();
  expect([...plan.agents.keys()]).toContain("ok");
  for (const id of plan.agents.keys()) expect(["__proto__", "constructor"]).not.toContain(id);
});

/** How OpenClaw refers to a variable. */
const reference = (name: string): string => `$\{${name}}`;

/** A folder with these files; objects become JSON. */
function folderOf(files: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), "moving-odd-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(
      join(folder, path),
      typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content),
    );
  }
  return folder;
}

it("OpenClaw of today: entries, workspaces below the general one, allowed skills, jobs and senders of its database", async () => {
  const skill = (name: string) => `---\nname: ${name}\ndescription: Does ${name}\n---\n\nText.\n`;
  const folder = folderOf({
    "openclaw.json": {
      $schema: "https://docs.openclaw.ai/schema.json",
      meta: { lastTouchedVersion: "2026.9.6" },
      gateway: { port: 18789 },
      accessGroups: {
        staff: {
          type: "message.senders",
          members: { "*": ["111111"], telegram: ["tg:222222"], slack: ["U1"] },
        },
      },
      agents: {
        defaults: { workspace: "~/.openclaw/desk", skills: ["mail"], thinkingDefault: "high" },
        entries: {
          home: { model: "anthropic/claude-opus-4-6", thinkingDefault: "low", sandbox: { mode: "off" } },
          work: { skills: [] },
        },
      },
      skills: { entries: { off: { enabled: false } } },
      channels: {
        telegram: {
          allowFrom: ["accessGroup:staff", "accessGroup:nobody"],
          streaming: { mode: "off" },
          accounts: {
            default: { botToken: reference("BOT_TOKEN") },
            work: { botToken: "2:work", allowFrom: ["333333"] },
          },
        },
      },
      models: {
        providers: { near: { baseUrl: "http://localhost:1/v1", apiKey: `Bearer ${reference("KEY")}` } },
      },
    },
    ".env": "export BOT_TOKEN='1:main'\n# OTHER=x\n",
    "desk/home/SOUL.md": "Calm.\n",
    "desk/home/memory/people/ann.md": "Ann likes tea.\n",
    "desk/work/SOUL.md": "Quick.\n",
    "skills/mail/SKILL.md": skill("mail"),
    "skills/off/SKILL.md": skill("off"),
    "skills/rest/SKILL.md": skill("rest"),
    "cron/jobs.json": {
      jobs: [
        { id: "a", name: "Old", schedule: { kind: "cron", expr: "0 1 * * *" }, payload: { message: "x" } },
      ],
    },
  });
  mkdirSync(join(folder, "state"));
  const db = openSqlite(join(folder, "state/openclaw.sqlite"));
  db.exec(
    `CREATE TABLE cron_jobs (store_key TEXT NOT NULL, job_id TEXT NOT NULL, name TEXT NOT NULL, enabled INTEGER NOT NULL, agent_id TEXT, job_json TEXT NOT NULL, PRIMARY KEY (store_key, job_id)) STRICT;
     CREATE TABLE channel_pairing_allow_entries (channel_key TEXT NOT NULL, account_id TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (channel_key, account_id, entry)) STRICT;
     INSERT INTO channel_pairing_allow_entries VALUES ('telegram', 'default', '444444'), ('matrix', 'default', '@x');`,
  );
  const add = db.prepare("INSERT INTO cron_jobs VALUES ('s', ?, ?, ?, ?, ?)");
  const cron = { kind: "cron", expr: "0 7 * * *", tz: "Europe/Lisbon" };
  const job = (id: string, fields: object, schedule: object = cron) =>
    add.run(id, id, 1, "work", JSON.stringify({ schedule, ...fields }));
  job("a", { payload: { kind: "agentTurn", message: "Brief me." } });
  job("shell", { payload: { kind: "command", argv: ["rm"] } });
  job("watch", { payload: { message: "x" } }, { kind: "on-exit", command: "make" });
  job("if", { payload: { message: "x" }, trigger: { script: "json({})" } });
  job("own", { payload: { kind: "heartbeat" } });
  add.run("torn", "Torn", 1, null, "{");
  db.close();

  const plan = await readElsewhere("openclaw", folder);
  const home = plan.agents.get("home");
  expect(home).toMatchObject({
    soul: "Calm.\n",
    model: "claude-opus-4-6",
    notes: [{ path: "people/ann.md" }],
  });
  expect([...(home?.skills.keys() ?? [])]).toEqual(["mail"]);
  expect(plan.agents.get("work")).toMatchObject({ soul: "Quick.\n", skills: new Map() });
  expect(plan.schedules).toEqual([
    {
      ...{ label: "a", agentId: "work", message: "Brief me.", enabled: true },
      ...{ when: { cron: "0 7 * * *" }, timeZone: "Europe/Lisbon" },
    },
  ]);
  expect(plan.settings).toEqual([
    {
      path: ["channels", "telegram"],
      value: { bot_token: "1:main", bots: { work: { bot_token: "2:work" } } },
    },
  ]);
  expect(plan.senders.map(({ senderId }) => senderId)).toEqual(["111111", "222222", "333333", "444444"]);
  expect(rows(plan)).toEqual([
    ".env secret-elsewhere",
    "agents.defaults.thinkingDefault no-setting",
    "agents.home.sandbox rights",
    "agents.home.thinkingDefault no-setting",
    "channels.telegram.allowFrom: accessGroup:nobody missing",
    "channels.telegram.streaming no-setting",
    "gateway no-setting",
    "models.providers.near no-key",
    "state/openclaw.sqlite: 6 damaged",
    "state/openclaw.sqlite: if program",
    "state/openclaw.sqlite: shell program",
    "state/openclaw.sqlite: watch program",
  ]);
  expect((await readdir(folder, { recursive: true })).filter((name) => name.includes("sqlite"))).toEqual([
    "state/openclaw.sqlite",
  ]);
});

it("OpenClaw before it had channels and agents.list", async () => {
  const folder = folderOf({
    "clawdbot.json": {
      agent: { workspace: "workspace", model: "openai/gpt-5.2" },
      telegram: { botToken: "1:a", allowFrom: [7] },
    },
    "workspace/SOUL.md": "Calm.",
  });
  const plan = await readElsewhere("openclaw", folder);
  expect(plan.agents.get("main")).toMatchObject({ provider: "openai", soul: "Calm.\n" });
  expect(plan.settings).toEqual([{ path: ["channels", "telegram"], value: { bot_token: "1:a" } }]);
  expect(plan.senders).toEqual([{ channel: "telegram", senderId: "7" }]);
});

it("OpenClaw: included files are read inside the folder only, and not in circles", async () => {
  const folder = folderOf({
    "openclaw.json": `{ $include: ["./base.json5", "./more/last.json5"], identity: { name: "Own" }, agents: { $include: "./agents.json5" } }`,
    "base.json5": `// first
      { identity: { name: "Base" }, channels: { telegram: { botToken: "1:base", allowFrom: ["1",] } }, }`,
    "more/last.json5": `{ channels: { telegram: { botToken: "1:last" } }, x: { $include: "../../etc/passwd" } }`,
    "agents.json5": `{ $include: "./agents.json5", entries: { main: {}, extra: { $include: "./gone.json5", name: "Extra" } } }`,
    "workspace/SOUL.md": "Calm.",
  });
  const plan = await readElsewhere("openclaw", folder);
  expect([...plan.agents.values()].map(({ name }) => name)).toEqual(["Own", "Extra"]);
  expect(plan.settings).toEqual([{ path: ["channels", "telegram"], value: { bot_token: "1:last" } }]);
  expect(rows(plan)).toEqual(
    expect.arrayContaining(["$include ../../etc/passwd refused", "$include gone.json5 missing"]),
  );
});

it("names in another script, names that differ only in case, and other ends of lines", async () => {
  const folder = folderOf({
    "openclaw.json": Buffer.from(
      '\uFEFF{ // comment\r\n agents: { list: [{ id: "Помощник" }, { id: "助手", name: "助手" }, { id: "Ann" }, { id: "ann" },], }, }\r\n',
    ),
    "workspace/SOUL.md": "\uFEFFCalm.\r\nKind.\r\n",
  });
  const plan = await readElsewhere("openclaw", folder);
  expect([...plan.agents].map(([id, { name }]) => `${id} ${name}`)).toEqual([
    "agent Помощник",
    "agent-2 助手",
    "ann Ann",
    "ann-2 ann",
  ]);
  expect(plan.agents.get("agent")?.soul).toBe("Calm.\nKind.\n");
});

it("a folder that is none of OpenClaw brings no agent", async () => {
  const plan = await readElsewhere("openclaw", folderOf({ "notes.txt": "x" }));
  expect({ agents: plan.agents.size, left: plan.left }).toEqual({ agents: 0, left: [] });
});

it("a folder that does not exist is an error, and an empty one is an empty plan", async () => {
  await expect(readElsewhere("openclaw", "/nowhere/at/all")).rejects.toMatchObject({ code: "NOT_FOUND" });
  const folder = mkdtempSync(join(tmpdir(), "moving-"));
  try {
    const plan = await readElsewhere("claude-code", folder);
    expect({ agents: plan.agents.size, left: plan.left }).toEqual({ agents: 0, left: [] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it("reading changes nothing in the folder", async () => {
  const state = async () => {
    const names = await readdir(join(FIXTURES, "openclaw"), { recursive: true });
    return names.sort().map((name) => {
      const { mtimeMs, size, mode } = statSync(join(FIXTURES, "openclaw", name));
      return `${name} ${mtimeMs} ${size} ${mode}`;
    });
  };
  const before = await state();
  await readElsewhere("openclaw", join(FIXTURES, "openclaw"));
  expect(await state()).toEqual(before);
});
