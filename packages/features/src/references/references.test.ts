/** What depends on an entry, and what points nowhere. @requirement CONFIG-2 */
import { type Settings, settingsSchema } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { createMemoryStore } from "../../../kernel/src/store/fixture.js";
import { createReferences } from "./references.js";

const agent = { name: "A", provider: "demo" };
const secret = "0123456789abcdef01234567";

function getSettings(changes: object): Settings {
  return settingsSchema.parse({ agents: { coder: agent, writer: agent }, ...changes });
}

async function referencesOver(settings: Settings) {
  const store = createMemoryStore();
  await store.write(() => {
    store.senderDefaults.set("telegram", "42", { target: "@coder", now: 1 });
    store.schedules.insert(schedule("sch_1", "coder", 1));
    store.schedules.insert(schedule("sch_2", "ghost", 1));
    store.schedules.insert(schedule("sch_3", "ghost", 0));
    store.projects.insert(project("proj_1"));
    store.tasks.insert(task("task_1", { assignee: "coder", project_id: "proj_1" }));
    store.tasks.insert(task("task_2", { assignee: "coder" }));
    store.tasks.insert(task("task_3", { assignee: "ghost", status: "done" }));
  });
  return createReferences({ settings: () => settings, store });
}

function schedule(id: string, agentId: string, enabled: number) {
  return {
    id,
    label: `label of ${id}`,
    cron: "@daily",
    run_at: null,
    time_zone: null,
    agent_id: agentId,
    message: "x",
    channel: "schedule",
    sender: "schedule",
    asker: null,
    enabled,
    catch_up: "once",
    overlap: "skip",
    created_at: 1,
    updated_at: 1,
  } as const;
}

function project(id: string) {
  const times = { created_at: 1, updated_at: 1 };
  return { id, name: "P", description: "", prefix: "P", color: "", status: "active", ...times } as const;
}

function task(id: string, changes: object) {
  return {
    id,
    number: Number(id.at(-1)),
    identifier: id,
    title: "t",
    description: "",
    status: "todo",
    assignee: "",
    assignee_type: "agent",
    project_id: null,
    priority: "none",
    due_on: null,
    sort_order: 1,
    conversation_id: null,
    dispatched_at: null,
    dispatch_error: null,
    created_at: 1,
    updated_at: 1,
    ...changes,
  } as const;
}

const told = (list: { role: string; from: string; count: number; successor: string | null }[]) =>
  list.map(({ role, from, count, successor }) => [role, from, count, successor]);

describe("what depends on an agent", () => {
  test("are its teams, defaults, groups, webhooks, schedules and open tasks", async () => {
    const references = await referencesOver(
      getSettings({
        default_agent: "coder",
        teams: {
          dev: { name: "Dev", agents: ["coder", "writer"], leader_agent: "coder" },
          news: { name: "News", agents: ["writer"], leader_agent: "writer" },
        },
        channels: {
          enabled: [],
          discord: { groups: { g1: { agent: "coder" }, g2: {} } },
          defaults: { 7: "coder" },
        },
        webhooks: { shop: { secret, agent: "coder" } },
      }),
    );
    expect(told(references.to("agent", "coder"))).toEqual([
      ["member", "dev", 1, null],
      ["leader", "dev", 1, "writer"],
      ["default_agent", "default_agent", 1, null],
      ["group", "discord/g1", 1, null],
      ["sender_default", "7", 1, null],
      ["webhook", "shop", 1, null],
      ["schedule", "sch_1", 1, null],
      ["sender_default", "telegram/42", 1, null],
      ["assignee", "tasks", 2, null],
    ]);
    expect(references.to("agent", "nobody")).toEqual([]);
  });

  test("are also those of a team that goes with its only member", async () => {
    const references = await referencesOver(
      getSettings({
        teams: { solo: { name: "Solo", agents: ["writer"], leader_agent: "writer" } },
        webhooks: { shop: { secret, agent: "solo" } },
      }),
    );
    expect(told(references.to("agent", "writer"))).toEqual([
      ["last_member", "solo", 1, null],
      ["webhook", "shop", 1, null],
    ]);
  });
});

test("a custom provider has the agents that use it or fall back to it, a project has its tasks", async () => {
  const references = await referencesOver(
    getSettings({
      agents: {
        coder: { ...agent, provider: "custom:box" },
        writer: { ...agent, fallback: [{ provider: "custom:box" }] },
      },
      models: { provider: "custom:box" },
      custom_providers: {
        box: { name: "B", harness: "codex", base_url: "http://127.0.0.1:1", api_key: "k" },
      },
    }),
  );
  expect(told(references.to("provider", "box"))).toEqual([
    ["provider", "coder", 1, null],
    ["fallback", "writer", 1, null],
    ["default_provider", "models.provider", 1, null],
  ]);
  expect(told(references.to("project", "proj_1"))).toEqual([["project", "tasks", 1, null]]);
});

test("what points nowhere is found; a schedule that is off and a finished task are not", async () => {
  const references = await referencesOver(getSettings({ agents: { writer: agent } }));
  expect(told(references.missing())).toEqual([
    ["schedule", "sch_1", 1, null],
    ["schedule", "sch_2", 1, null],
    ["sender_default", "telegram/42", 1, null],
    ["assignee", "tasks", 2, null],
  ]);
});
