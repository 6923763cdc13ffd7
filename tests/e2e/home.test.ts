/**
 * What a daemon does with the files it finds: settings edited by hand, broken settings, an old home, a damaged database.
 *
 * @requirement CONFIG-1 @requirement CONFIG-2 @requirement SETUP-1
 */
import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createFakeAgentBin, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { openStage, type Stage } from "./support/stage.js";
import { openTerminal } from "./support/terminal.js";

const coder = { name: "Coder", provider: "demo", model: "" };

function settingsFile(stage: Stage): string {
  return join(stage.place.home, "settings.json");
}

async function agentIds(daemon: Daemon): Promise<string[]> {
  return Object.keys(await daemon.client.call("listAgents"));
}

async function settingsState(daemon: Daemon) {
  return (await daemon.client.call("status")).settings;
}

describe("settings edited by hand while the daemon runs", () => {
  const edits: [string, (file: string, text: string) => Promise<void>][] = [
    ["written in place", (file, text) => writeFile(file, text)],
    [
      "replaced by an editor that renames",
      async (file, text) => {
        await writeFile(`${file}.new`, text);
        await rename(`${file}.new`, file);
      },
    ],
  ];
  test.each(edits)("take effect when %s", async (_way, edit) => {
    await using stage = await openStage({ settings: { agents: { coder } } });
    const daemon = await stage.start();
    const text = JSON.stringify({ agents: { coder, writer: { ...coder, name: "Writer" } } });
    await edit(settingsFile(stage), text);
    await waitFor(async () => (await agentIds(daemon)).includes("writer"), { what: "the new agent" });
    const { conversation } = await daemon.client.sendAndWait({ message: "@writer #demo say hello" });
    expect(conversation.runs).toMatchObject([{ agent: "writer", status: "completed" }]);
    expect(readFileSync(settingsFile(stage), "utf8")).toBe(text);
  });

  test("keep the last valid ones while the file is not valid, report line and column, and never change the file", async () => {
    await using stage = await openStage({ settings: { agents: { coder } } });
    const daemon = await stage.start();
    expect(await settingsState(daemon)).toEqual({ valid: true, problem: null, warnings: 0 });
    const broken =
      '{\n  "agents": {\n    "coder": { "name": "Coder", "provider": "demo", "model": 7 }\n  }\n}\n';
    for (const [text, place] of [
      [broken, "line 3, column"],
      ['{\n  "agents": {', "line 2, column"],
      ["", "line 1, column 1"],
    ] as const) {
      await writeFile(settingsFile(stage), text);
      const state = await waitFor(async () => {
        const found = await settingsState(daemon);
        return found.problem?.includes(place) ? found : undefined;
      });
      expect(state.valid).toBe(false);
      expect(await agentIds(daemon)).toEqual(["coder"]);
      const { conversation } = await daemon.client.sendAndWait({ message: "#demo say still here" });
      expect(conversation.replies[0]?.message).toContain("still here");
      const body = { name: "New", provider: "demo", model: "" };
      const refused = await daemon.call("PUT", "/api/agents/fresh", { body });
      expect(refused.status).toBeGreaterThanOrEqual(400);
      expect(refused.body).toMatchObject({ error: expect.stringContaining("settings.json") });
      expect(readFileSync(settingsFile(stage), "utf8")).toBe(text);
    }
    const shown = await stage.cli(["status"]);
    expect(shown.stdout).toContain("line 1, column 1");
    await writeFile(settingsFile(stage), JSON.stringify({ agents: { coder } }));
    await waitFor(async () => (await settingsState(daemon)).valid, { what: "the file to be in force again" });
  });
});

describe("a start over settings that cannot be used", () => {
  test.each([
    ["cut short", '{"agents": {', "line 1, column"],
    ["empty", "", "line 1, column 1"],
    ["of a wrong value", '{\n"agents": []\n}', "line 2, column"],
  ])("%s ends with 78, tells the place, and leaves the file as it is", async (_name, text, place) => {
    await using stage = await openStage({ settings: {} });
    writeFileSync(settingsFile(stage), text);
    const { code, output } = await stage.startInVain();
    expect(code).toBe(78);
    expect(output).toContain(place);
    expect(output).not.toMatch(/\n\s+at /);
    expect(readFileSync(settingsFile(stage), "utf8")).toBe(text);
  });
});

test("a settings file of 0.0.20 loads: its agents answer, odd ids are renamed, nothing of it is lost", async () => {
  await using stage = await openStage({
    settings: ({ workspace }) => ({
      workspace: { path: workspace, name: "tinyagi-workspace" },
      channels: { enabled: [], discord: { bot_token: "" }, telegram: { bot_token: "" }, whatsapp: {} },
      models: { provider: "anthropic", anthropic: { model: "opus" } },
      agents: {
        tinyagi: {
          name: "TinyAGI Agent",
          provider: "anthropic",
          model: "opus",
          working_directory: `${workspace}/tinyagi`,
        },
        "2nd": {
          name: "Second",
          provider: "openai",
          model: "gpt-5.3-codex",
          working_directory: `${workspace}/2nd`,
        },
      },
      teams: { dev: { name: "Dev", agents: ["tinyagi", "2nd"], leader_agent: "tinyagi" } },
      monitoring: { heartbeat_interval: 3600 },
      somebody_elses_key: { kept: true },
    }),
  });
  createFakeAgentBin(stage.place.bin, { default: { reply: "hello from the old home" } });
  const daemon = await stage.start();
  const teams = await daemon.client.call("listTeams");
  const second = teams.dev?.agents[1] ?? "";
  expect(second).toMatch(/^[a-z][a-z0-9_-]*$/);
  for (const agent of ["tinyagi", second]) {
    const { conversation } = await daemon.client.sendAndWait({ message: "hi", agent });
    expect(conversation.replies[0]?.message).toBe(`hello from the old home\n\n- [${agent}]`);
  }
  const body = { name: "New", provider: "demo", model: "" };
  expect((await daemon.call("PUT", "/api/agents/fresh", { body })).status).toBe(200);
  const saved = JSON.parse(readFileSync(settingsFile(stage), "utf8"));
  expect(saved).toMatchObject({
    somebody_elses_key: { kept: true },
    monitoring: { heartbeat_interval: 3600 },
  });
  expect(statSync(settingsFile(stage)).mode & 0o777).toBe(0o600);
});

describe("a damaged database", () => {
  async function damaged(damage: (file: string) => void): Promise<{ code: number | null; output: string }> {
    await using stage = await openStage({ settings: { agents: { coder } } });
    const daemon = await stage.start();
    for (let index = 0; index < 20; index += 1)
      await daemon.client.sendAndWait({ message: `#demo say ${"words ".repeat(2_000)}` });
    await daemon.stop();
    const file = join(stage.place.home, "tinyagi.db");
    for (const suffix of ["-wal", "-shm"]) await rm(`${file}${suffix}`, { force: true });
    damage(file);
    const before = readFileSync(file);
    const result = await stage.startInVain();
    expect(readFileSync(file).equals(before)).toBe(true);
    return result;
  }

  test.each<[string, (file: string) => void]>([
    ["whose head is overwritten", (file) => writeFileSync(file, "this is not a database ".repeat(500))],
    ["that was emptied", (file) => truncateSync(file, 0)],
    ["that is cut short", (file) => truncateSync(file, Math.floor(statSync(file).size / 8_192) * 4_096)],
  ])("%s ends the start with 65 and one clear line, and is left as it is", async (_name, damage) => {
    const { code, output } = await damaged(damage);
    expect(code).toBe(65);
    expect(output).toMatch(/database/i);
    expect(output).not.toMatch(/\n\s+at /);
  });
});

describe("an empty home", () => {
  test("at a terminal is set up from `tinyagi` to a real answer, and Ctrl-C before changes nothing", async () => {
    await using stage = await openStage();
    const left = openTerminal(stage, []);
    await left.answer(/Who runs your agents/, "\u0003");
    expect((await left.ended).code).toBe(130);
    expect(left.screen()).toContain("Continue: tinyagi setup");
    expect((await stage.current().client.call("describeSetup")).isNew).toBe(true);
    const terminal = openTerminal(stage, []);
    await terminal.answer(/Who runs your agents/, "\r");
    await terminal.answer(/Who do you need/, "\r");
    await terminal.answer(/Your first message to @demo/, "\r");
    expect((await terminal.ended).code).toBe(0);
    expect(terminal.screen()).toMatch(/\d runs .* demo, free/);
    const { isNew, team } = await stage.current().client.call("describeSetup");
    expect({ isNew, team }).toEqual({ isNew: false, team: "demo" });
    const again = openTerminal(stage, []);
    expect((await again.ended).code).toBe(0);
    expect(again.screen()).toContain("tinyagi run '<message>'");
  });

  test("without a terminal is set up from flags, to a real answer in one JSON value", async () => {
    await using stage = await openStage();
    const bare = await stage.cli([]);
    expect(bare).toMatchObject({ code: 0, stderr: expect.stringContaining("tinyagi setup --template dev") });
    const words = ["setup", "--template", "ops", "--provider", "demo", "--yes", "--json"];
    const { code, stdout } = await stage.cli([...words, "--message", "#demo say hello"]);
    expect(code).toBe(0);
    const { leader, conversation } = JSON.parse(stdout);
    expect(conversation.replies[0].message).toContain("hello");
    const prompt = await stage.cli(["agent", "soul", leader]);
    expect(prompt.stdout).toContain("I keep the day calm");
  });
});
