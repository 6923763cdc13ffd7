/** A folder of NanoClaw, made as its documents describe it. @requirement MOVE-1 */

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "@tinyagi/base";
import { expect, it, onTestFinished } from "vitest";
import { readElsewhere } from "./read-elsewhere.js";

const TASKS = [
  ["telegram_main", "Summarise the news.", "cron", "0 8 * * 1-5", "active"],
  ["telegram_main", "Look at the inbox.", "interval", "3600000", "paused"],
  ["telegram_main", "Renew the domain.", "once", "2031-02-01T16:00:00Z", "active"],
  ["telegram_main", "Every seven minutes.", "interval", "420000", "active"],
  ["nobody", "Lost.", "cron", "0 8 * * *", "active"],
  ["telegram_main", "Done.", "once", "2020-02-01T16:00:00Z", "completed"],
];

function home(): string {
  const folder = mkdtempSync(join(tmpdir(), "moving-nanoclaw-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const path of ["groups/global", "groups/telegram_main", "groups/whatsapp_family", "store/auth"])
    mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, "groups/global/CLAUDE.md"), "Be kind.\n");
  writeFileSync(join(folder, "groups/telegram_main/CLAUDE.md"), "You are Andy.\n");
  writeFileSync(join(folder, "groups/telegram_main/customers.md"), "Ann likes tea.\n");
  writeFileSync(join(folder, ".env"), 'TELEGRAM_BOT_TOKEN="123:abc"\nANTHROPIC_API_KEY=sk-not-taken\n');
  const db = openSqlite(join(folder, "store/messages.db"));
  db.exec(
    `CREATE TABLE registered_groups (jid TEXT PRIMARY KEY, name TEXT, folder TEXT, trigger_pattern TEXT, added_at TEXT, container_config TEXT);
     CREATE TABLE scheduled_tasks (id TEXT PRIMARY KEY, group_folder TEXT, chat_jid TEXT, prompt TEXT, schedule_type TEXT, schedule_value TEXT, next_run TEXT, status TEXT);`,
  );
  db.prepare("INSERT INTO registered_groups VALUES ('tg:1', 'Andy', 'telegram_main', '@Andy', '', ?)").run(
    '{"additionalMounts":[{"hostPath":"~/work"}]}',
  );
  const add = db.prepare("INSERT INTO scheduled_tasks VALUES (?, ?, 'tg:1', ?, ?, ?, NULL, ?)");
  for (const [index, task] of TASKS.entries()) add.run(String(index), ...task);
  db.close();
  return folder;
}

it("groups become agents, tasks become schedules, tokens become bots", async () => {
  const folder = home();
  const before = readdirSync(folder, { recursive: true }).sort();
  const plan = await readElsewhere("nanoclaw", folder);
  expect([...plan.agents.keys()]).toEqual(["telegram_main", "whatsapp_family"]);
  expect(plan.agents.get("telegram_main")).toMatchObject({
    name: "Andy",
    agentsFile: "Be kind.\n\nYou are Andy.\n",
    notes: [{ path: "customers.md" }],
  });
  expect(plan.schedules.map(({ label, when, enabled }) => ({ label, ...when, enabled }))).toEqual([
    { label: "Summarise the news.", cron: "0 8 * * 1-5", enabled: true },
    { label: "Look at the inbox.", cron: "0 */1 * * *", enabled: false },
    { label: "Renew the domain.", runAt: "2031-02-01T16:00:00.000Z", enabled: true },
  ]);
  expect(plan.settings).toEqual([{ path: ["channels", "telegram"], value: { bot_token: "123:abc" } }]);
  expect(plan.left.map(({ what, reason }) => `${what} ${reason}`).sort()).toEqual([
    ".env: ANTHROPIC_API_KEY login",
    "store/auth linked-session",
    "store/messages.db: mounts of telegram_main rights",
    "store/messages.db: task 4 interval",
    "store/messages.db: task 5 missing",
  ]);
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
});

it("a database that is none is a row of the report, and the groups come all the same", async () => {
  const folder = home();
  writeFileSync(join(folder, "store/messages.db"), "no database");
  const plan = await readElsewhere("nanoclaw", folder);
  expect(plan.agents.size).toBe(2);
  expect(plan.left).toContainEqual({ what: "store/messages.db", reason: "damaged" });
});

it("NanoClaw 2: groups, people and tasks come from its databases", async () => {
  const folder = mkdtempSync(join(tmpdir(), "moving-nanoclaw-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const path of ["groups/main/memory/system", "groups/ops", "data/v2-sessions/g1/s1"])
    mkdirSync(join(folder, path), { recursive: true });
  const write = (path: string, text: string) => writeFileSync(join(folder, "groups", path), text);
  write("main/CLAUDE.md", "<!-- Composed at spawn - do not edit. -->\n@./.claude-shared.md\n");
  write("main/instructions.prepend.md", "You are Andy.\n");
  write("main/memory/index.md", "Core facts.\n");
  write("main/memory/system/definition.md", "How it works.\n");
  const central = openSqlite(join(folder, "data/v2.db"));
  central.exec(
    `CREATE TABLE agent_groups (id TEXT PRIMARY KEY, name TEXT NOT NULL, folder TEXT NOT NULL UNIQUE, agent_provider TEXT, created_at TEXT NOT NULL);
     CREATE TABLE container_configs (agent_group_id TEXT PRIMARY KEY, provider TEXT, model TEXT, mcp_servers TEXT NOT NULL DEFAULT '{}', packages_apt TEXT NOT NULL DEFAULT '[]', additional_mounts TEXT NOT NULL DEFAULT '[]');
     CREATE TABLE user_roles (user_id TEXT NOT NULL, role TEXT NOT NULL, agent_group_id TEXT);
     CREATE TABLE agent_group_members (user_id TEXT NOT NULL, agent_group_id TEXT NOT NULL);
     INSERT INTO agent_groups VALUES ('g1', 'Andy', 'main', NULL, ''), ('g2', 'Ops', 'ops', 'gemini', '');
     INSERT INTO container_configs VALUES ('g1', 'codex', 'gpt-5.4', '{"x":{}}', '["jq"]', '[]');
     INSERT INTO user_roles VALUES ('tg:123', 'owner', NULL), ('email:a@x.com', 'admin', NULL);
     INSERT INTO agent_group_members VALUES ('phone:+15555550123', 'g1'), ('tg:123', 'g1');`,
  );
  central.close();
  const session = openSqlite(join(folder, "data/v2-sessions/g1/s1/inbound.db"));
  session.exec(
    "CREATE TABLE messages_in (id TEXT PRIMARY KEY, kind TEXT NOT NULL, status TEXT, process_after TEXT, recurrence TEXT, series_id TEXT, content TEXT NOT NULL)",
  );
  const add = session.prepare("INSERT INTO messages_in VALUES (?, ?, ?, ?, ?, ?, ?)");
  const task = (id: string, status: string, cron: string | null, content: object) =>
    add.run(id, "task", status, "2031-02-01T16:00:00Z", cron, "s", JSON.stringify(content));
  for (let number = 0; number < 600; number += 1)
    add.run(`chat-${number}`, "chat", "completed", null, null, null, "{}");
  task("1", "completed", "0 8 * * 0", { prompt: "Tidy up." });
  task("2", "paused", "0 8 * * 0", { prompt: "Tidy up." });
  add.run("3", "task", "pending", "2031-02-01T16:00:00Z", null, "t", '{"prompt":"Renew."}');
  add.run("4", "task", "pending", null, "*/5 * * * *", "u", '{"prompt":"Look.","script":"exit 0"}');
  session.close();

  const plan = await readElsewhere("nanoclaw", folder);
  expect([...plan.agents.entries()]).toMatchObject([
    [
      "main",
      {
        ...{ name: "Andy", provider: "openai", model: "gpt-5.4", agentsFile: "You are Andy.\n" },
        notes: [{ path: "memory/index.md" }, { path: "memory/system/definition.md" }],
      },
    ],
    ["ops", { name: "Ops", model: "" }],
  ]);
  expect(plan.agents.get("ops")).not.toHaveProperty("provider");
  expect(plan.schedules.map(({ label, when, enabled }) => ({ label, ...when, enabled }))).toEqual([
    { label: "Tidy up.", cron: "0 8 * * 0", enabled: false },
    { label: "Renew.", runAt: "2031-02-01T16:00:00.000Z", enabled: true },
  ]);
  expect(plan.senders).toEqual([
    { channel: "telegram", senderId: "123" },
    { channel: "whatsapp", senderId: "15555550123@s.whatsapp.net" },
  ]);
  expect(plan.left.map(({ what, reason }) => `${what} ${reason}`).sort()).toEqual([
    "data/v2-sessions history",
    "data/v2.db: mcp_servers of main mcp",
    "data/v2.db: packages_apt of main rights",
    "data/v2.db: provider of ops no-provider",
    "data/v2.db: task 3 program",
    "user email:a@x.com no-channel",
  ]);
});
