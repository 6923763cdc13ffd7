import { readdirSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseFailpoints } from "@tinyagi/base";
import type { Settings } from "@tinyagi/contracts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFirstRunSettings } from "./first-run.js";
import { settingsText } from "./save-settings.js";
import type { SettingsAuthor } from "./settings-author.js";
import { editSettingsFile } from "./settings-file.js";
import { createSettingsService, type SettingsChange, type SettingsService } from "./settings-service.js";

const FIRST = createFirstRunSettings({ workspace: "/ws", found: new Set(["claude"]) });
const OPERATOR: SettingsAuthor = { kind: "operator", label: "operator" };

let directory: string;
let path: string;
const open: SettingsService[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tinyagi-settings-"));
  path = join(directory, "settings.json");
  await writeFile(path, settingsText(FIRST), { mode: 0o600 });
});

afterEach(async () => {
  for (const service of open.splice(0)) await service[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function service(
  options: Partial<Parameters<typeof createSettingsService>[0]> = {},
): Promise<SettingsService> {
  const created = await createSettingsService({
    path,
    home: join(directory, "home"),
    userHome: directory,
    ...options,
  });
  open.push(created);
  return created;
}

const setHops = (draft: Settings): void => {
  draft.limits.hops = 3;
};
const text = (): Promise<string> => readFile(path, "utf8");

describe("the settings service", () => {
  it("gives a frozen snapshot that stays the same object until something changes", async () => {
    const settings = await service();
    expect(settings.current()).toEqual(FIRST);
    expect(settings.current()).toBe(settings.current());
    expect(() => {
      settings.current().agents.lead = { name: "x", provider: "demo", model: "" };
    }).toThrow(TypeError);
    expect(settings.current().agents.constructor).toBeUndefined();
  });

  it("keeps the text of the file except for the changed value", async () => {
    const typed = (await text()).replace('"channels"', '\n\n  "mine": [1,   2],\n  "channels"');
    await writeFile(path, typed);
    const settings = await service();
    await settings.update(OPERATOR, setHops);
    await settings.update(OPERATOR, (draft) => {
      draft.default_agent = "lead";
    });
    const expected = typed
      .replace('"default_agent": "tinyagi"', '"default_agent": "lead"')
      .replace('"hops": 8', '"hops": 3');
    expect(await text()).toBe(expected);
  });

  it("writes a value that a person sets although it equals the default, and removes one that they unset", async () => {
    await writeFile(path, '{ "limits": { "hops": 8 }, "agents": {} }');
    const place = { path, home: join(directory, "home"), userHome: directory };
    const { maxLiveAgents } = FIRST.execution;
    await editSettingsFile(place, [
      { path: ["execution", "maxLiveAgents"], value: maxLiveAgents },
      { path: ["limits", "hops"] },
    ]);
    expect(JSON.parse(await text())).toEqual({ limits: {}, agents: {}, execution: { maxLiveAgents } });
  });

  it("writes of an edit only what it sets, and never the mask of a secret or the default of a field", async () => {
    const one = {
      name: "One",
      harness: "api",
      base_url: "https://one.example",
      api_key: "sk-ant-0123456789abcd",
    };
    await writeFile(path, JSON.stringify({ custom_providers: { one } }));
    const settings = await service();
    await settings.update(OPERATOR, [
      {
        path: ["custom_providers", "one"],
        value: { ...one, name: "Uno", api_key: "sk-…abcd", hasKey: true },
      },
      { path: ["agents", "coder"], value: { name: "Coder", provider: "demo" } },
      { path: ["teams", "dev"], value: { name: "Dev", agents: [], leader_agent: "coder" } },
      { path: ["teams", "dev", "agents", "0"], value: "coder" },
    ]);
    expect(JSON.parse(await text())).toEqual({
      custom_providers: { one: { ...one, name: "Uno" } },
      agents: { coder: { name: "Coder", provider: "demo" } },
      teams: { dev: { name: "Dev", agents: ["coder"], leader_agent: "coder" } },
    });
    expect(settings.current().custom_providers.one?.api_key).toBe(one.api_key);
  });

  it("leaves the file alone when an edit changes nothing in it", async () => {
    const settings = await service();
    const before = (await stat(path)).mtimeMs;
    await settings.update(OPERATOR, [
      { path: ["limits", "hops"], value: FIRST.limits.hops },
      { path: ["monitoring", "no"] },
    ]);
    expect((await stat(path)).mtimeMs).toBe(before);
  });

  it("keeps the order of agents whose ids had to be changed: the first one may be the default", async () => {
    const agent = { name: "A", provider: "demo" };
    await writeFile(path, JSON.stringify({ agents: { "My Agent": agent, second: agent } }));
    const settings = await service();
    await settings.update(OPERATOR, setHops);
    expect(Object.keys(JSON.parse(await text()).agents)).toEqual(["my-agent", "second"]);
  });

  it("an ignored part of an old file does not block a change, and takes effect when it can", async () => {
    const coder = { name: "Coder", provider: "demo" };
    const team = { name: "Dev", agents: ["coder", "reviewer"], leader_agent: "reviewer" };
    const provider = { name: "Local", harness: "codex", base_url: "http://127.0.0.1:1", api_key: "" };
    await writeFile(
      path,
      JSON.stringify({
        agents: { lead: coder },
        teams: { dev: team, others: { name: "Others", agents: ["nobody"], leader_agent: "nobody" } },
        default_agent: "coder",
        custom_providers: { local: provider },
      }),
    );
    const settings = await service();
    const add = (id: string) =>
      settings.update(OPERATOR, (draft) => {
        draft.agents[id] = { ...coder, model: "" };
      });
    expect(settings.current().teams).toEqual({});
    expect((await add("coder")).teams).toEqual({
      dev: { ...team, agents: ["coder"], leader_agent: "coder" },
    });
    expect(settings.current().default_agent).toBe("coder");
    expect((await add("reviewer")).teams.dev).toEqual(team);
    expect(JSON.parse(await text())).toMatchObject({ teams: { dev: team, others: { agents: ["nobody"] } } });
  });

  it("writes the whole file when very many values change", async () => {
    const settings = await service();
    await settings.update(OPERATOR, (draft) => {
      for (let n = 0; n < 200; n += 1) draft.agents[`a${n}`] = { name: `A${n}`, provider: "demo", model: "" };
    });
    expect(Object.keys(JSON.parse(await text()).agents)).toHaveLength(200 + Object.keys(FIRST.agents).length);
    expect(settings.current().agents.a199?.name).toBe("A199");
  });

  it("refuses a directory that agents may not use, and changes nothing", async () => {
    const settings = await service();
    const before = await text();
    const move = settings.update(OPERATOR, (draft) => {
      draft.workspace.path = "/etc";
    });
    await expect(move).rejects.toMatchObject({ code: "PATH_REFUSED" });
    expect(await text()).toBe(before);
  });

  it("shows the active settings with secrets masked", async () => {
    const settings = await service();
    await settings.update(OPERATOR, (draft) => {
      draft.models.openai = { api_key: "sk-0123456789abcdefghijk" };
    });
    expect(settings.masked()).toMatchObject({ models: { openai: { api_key: "sk-…hijk", hasKey: true } } });
    expect(settings.current().models.openai?.api_key).toBe("sk-0123456789abcdefghijk");
  });

  it("saves a change with mode 0600, one backup, a revision and a call of the listeners", async () => {
    const revisions: SettingsChange[] = [];
    const heard: SettingsChange[] = [];
    const settings = await service({ onRevision: (change) => void revisions.push(change) });
    const before = await text();
    const end = settings.onChange((change) => heard.push(change));
    const next = await settings.update(OPERATOR, (draft) => {
      draft.monitoring.heartbeat_interval = 60;
    });
    expect(next.monitoring.heartbeat_interval).toBe(60);
    expect(settings.current()).toBe(next);
    expect(JSON.parse(await text()).monitoring.heartbeat_interval).toBe(60);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(`${path}.bak`, "utf8")).toBe(before);
    expect(revisions).toHaveLength(1);
    expect(revisions[0]).toMatchObject({ author: OPERATOR, paths: ["monitoring.heartbeat_interval"] });
    expect(revisions[0]?.previous).toEqual(FIRST);
    expect(heard).toEqual(revisions);
    end();
    await settings.update(OPERATOR, (draft) => ({ ...draft, monitoring: {} }));
    expect(heard).toHaveLength(1);
  });

  it("writes nothing when nothing changed", async () => {
    const onRevision = vi.fn();
    const settings = await service({ onRevision });
    const before = await stat(path);
    await settings.update(OPERATOR, () => undefined);
    expect((await stat(path)).ino).toBe(before.ino);
    expect(onRevision).not.toHaveBeenCalled();
  });

  it("keeps unknown keys and the order of the file, and does not write defaults into it", async () => {
    await writeFile(
      path,
      '{"zeta": {"a": 1}, "agents": {"coder": {"name": "Coder", "provider": "demo", "mood": "fine"}}}',
    );
    const settings = await service();
    await settings.update(OPERATOR, (draft) => {
      const coder = draft.agents.coder;
      if (coder !== undefined) coder.role = "codes";
    });
    expect(JSON.parse(await text())).toEqual({
      zeta: { a: 1 },
      agents: { coder: { name: "Coder", provider: "demo", mood: "fine", role: "codes" } },
    });
    expect(Object.keys(JSON.parse(await text()))).toEqual(["zeta", "agents"]);
  });

  it("refuses an invalid change and does not touch file and snapshot", async () => {
    const settings = await service();
    const before = await text();
    const refused = settings.update(OPERATOR, (draft) => {
      delete draft.agents.lead;
      draft.default_agent = "nobody";
    });
    await expect(refused).rejects.toMatchObject({
      code: "SETTINGS_INVALID",
      details: [
        { path: "teams.demo.agents.0", message: "no agent has this id" },
        { path: "default_agent", message: "no agent has this id" },
      ],
    });
    expect(await text()).toBe(before);
    expect(settings.current()).toEqual(FIRST);
    await expect(settings.update(OPERATOR, setHops)).resolves.toBeDefined();
  });

  it("removes a custom provider that agents use only if the caller allows it, and keeps working", async () => {
    const settings = await service();
    const custom = {
      name: "Local",
      harness: "api",
      base_url: "http://127.0.0.1:1/v1",
      api_key: "k",
    } as const;
    await settings.update(OPERATOR, (draft) => {
      draft.custom_providers.local = custom;
      draft.agents.coder = { name: "Coder", provider: "custom:local", model: "" };
    });
    const removal = (draft: Settings): void => {
      delete draft.custom_providers.local;
    };
    await expect(settings.update(OPERATOR, removal)).rejects.toMatchObject({ code: "SETTINGS_INVALID" });
    await settings.update(OPERATOR, removal, { danglingProviders: true });
    await settings.update(OPERATOR, setHops);
    const again = await service();
    expect(again.current()).toMatchObject({
      limits: { hops: 3 },
      custom_providers: {},
      agents: { coder: { provider: "custom:local" } },
    });
  });

  it("removes an agent that a webhook uses, and refuses a webhook with an unknown agent", async () => {
    const settings = await service();
    const secret = "0123456789abcdef01234567";
    const hook = (agent: string) => (draft: Settings) => {
      draft.webhooks.shop = { secret, agent, enabled: true };
    };
    await expect(settings.update(OPERATOR, hook("nobody"))).rejects.toMatchObject({
      code: "SETTINGS_INVALID",
      details: [{ path: "webhooks.shop.agent", message: "no agent or team has this id" }],
    });
    await settings.update(OPERATOR, (draft) => {
      draft.agents.coder = { name: "Coder", provider: "demo", model: "" };
      hook("coder")(draft);
    });
    await settings.update(OPERATOR, (draft) => {
      delete draft.agents.coder;
    });
    await settings.update(OPERATOR, setHops);
    expect((await service()).current().webhooks.shop?.agent).toBe("coder");
    await expect(settings.update(OPERATOR, hook("ghost"))).rejects.toMatchObject({
      code: "SETTINGS_INVALID",
    });
  });

  it("runs concurrent updates one after the other, so that none is lost", async () => {
    const settings = await service();
    await Promise.all(
      Array.from({ length: 20 }, () =>
        settings.update(OPERATOR, (draft) => {
          draft.limits.hops += 1;
        }),
      ),
    );
    expect(settings.current().limits.hops).toBe(28);
    expect(JSON.parse(await text()).limits.hops).toBe(28);
  });

  it("starts an update from the file as it is now, not as it was read", async () => {
    const settings = await service();
    await writeFile(path, settingsText({ ...FIRST, monitoring: { heartbeat_interval: 7 } }));
    await settings.update(OPERATOR, setHops);
    expect(settings.current()).toMatchObject({ monitoring: { heartbeat_interval: 7 }, limits: { hops: 3 } });
  });

  it("starts again when the file changes between its read and the save", async () => {
    const settings = await service();
    let calls = 0;
    await settings.update(OPERATOR, (draft) => {
      calls += 1;
      if (calls === 1) writeFileSync(path, settingsText({ ...FIRST, monitoring: { heartbeat_interval: 7 } }));
      draft.limits.hops = 3;
    });
    expect(calls).toBe(2);
    expect(settings.current()).toMatchObject({ monitoring: { heartbeat_interval: 7 }, limits: { hops: 3 } });
  });

  it("gives up when the file never stops changing", async () => {
    const settings = await service();
    let count = 100;
    const update = settings.update(OPERATOR, (draft) => {
      writeFileSync(path, settingsText({ ...FIRST, monitoring: { heartbeat_interval: count++ } }));
      draft.limits.hops = 3;
    });
    await expect(update).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("keeps the old file whole when the process fails before the rename", async () => {
    const settings = await service({
      failpoints: parseFailpoints("settings.before-rename=throw", () => undefined),
    });
    const before = await text();
    await expect(settings.update(OPERATOR, setHops)).rejects.toThrow("Failpoint");
    expect(await text()).toBe(before);
    expect(settings.current().limits.hops).toBe(8);
    expect(readdirSync(directory).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("stays usable when a revision or a listener fails", async () => {
    const settings = await service({ onRevision: () => Promise.reject(new Error("disk")) });
    settings.onChange(() => {
      throw new Error("listener");
    });
    await settings.update(OPERATOR, setHops);
    expect(settings.current().limits.hops).toBe(3);
  });
});
