import { mkdir, mkdtemp, readFile, rename, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFirstRunSettings } from "./first-run.js";
import { settingsText } from "./save-settings.js";
import type { SettingsAuthor } from "./settings-author.js";
import { createSettingsService, type SettingsChange, type SettingsService } from "./settings-service.js";

const FIRST = createFirstRunSettings({ workspace: "/ws", found: new Set() });
const withInterval = (heartbeat_interval: number): string =>
  settingsText({ ...FIRST, monitoring: { heartbeat_interval } });
const OPERATOR: SettingsAuthor = { kind: "operator", label: "operator" };

let directory: string;
let path: string;
let settings: SettingsService;
let changes: SettingsChange[];
let rejected: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tinyagi-reload-"));
  path = join(directory, "settings.json");
  await writeFile(path, settingsText(FIRST));
  changes = [];
  rejected = [];
  settings = await open(path);
});

afterEach(async () => {
  await settings[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

function open(file: string): Promise<SettingsService> {
  return createSettingsService({
    path: file,
    home: join(directory, "home"),
    userHome: directory,
    onRevision: (change) => {
      changes.push(change);
    },
    onRejected: (problem) => rejected.push(problem),
  });
}

const interval = (): number | undefined => settings.current().monitoring.heartbeat_interval;

describe("settings edited while the daemon runs", () => {
  it("become active automatically, with a revision by the author `file`", async () => {
    await writeFile(path, withInterval(11));
    await vi.waitFor(() => expect(interval()).toBe(11));
    expect(changes).toMatchObject([{ author: { kind: "file" }, paths: ["monitoring.heartbeat_interval"] }]);
    expect(settings.problem()).toBeNull();
  });

  it("become active when an editor replaces the file", async () => {
    await writeFile(`${path}.new`, withInterval(12));
    await rename(`${path}.new`, path);
    await vi.waitFor(() => expect(interval()).toBe(12));
  });

  it("become active when the file is reached through a link", async () => {
    await settings[Symbol.asyncDispose]();
    const target = join(directory, "elsewhere");
    await mkdir(target);
    await rename(path, join(target, "real.json"));
    await symlink(join(target, "real.json"), path);
    settings = await open(path);
    await writeFile(join(target, "real.json"), withInterval(13));
    await vi.waitFor(() => expect(interval()).toBe(13));
    await settings.update(OPERATOR, (draft) => ({ ...draft, monitoring: {} }));
    expect(JSON.parse(await readFile(join(target, "real.json"), "utf8")).monitoring).toEqual({});
  });

  it("do not count as a change when only blanks or the order differ", async () => {
    await writeFile(path, JSON.stringify(FIRST, Object.keys(FIRST).reverse().concat(allKeys(FIRST)), 4));
    await settings.reload();
    expect(settings.current()).toEqual(FIRST);
    expect(changes).toEqual([]);
  });

  it("are ignored after the service is closed", async () => {
    await settings[Symbol.asyncDispose]();
    const other = await open(path);
    await writeFile(path, withInterval(14));
    await vi.waitFor(() => expect(other.current().monitoring.heartbeat_interval).toBe(14));
    await other[Symbol.asyncDispose]();
    expect(interval()).toBeUndefined();
  });
});

describe("a broken file while the daemon runs", () => {
  it.each([
    ["broken", '{\n  "agents": {,\n', "line 2, column 14"],
    ["empty", "", "line 1, column 1"],
    ["half-written", settingsText(FIRST).slice(0, 100), "line"],
    ["not valid", '{"server":\n {"port": -1}}', "line 2, column 11"],
  ])(
    "that is %s keeps the last good settings active and is never overwritten",
    async (_kind, text, place) => {
      await writeFile(path, text);
      await vi.waitFor(() => expect(settings.problem()).toContain(place));
      expect(settings.current()).toEqual(FIRST);
      const update = settings.update(OPERATOR, (draft) => {
        draft.limits.hops = 3;
      });
      await expect(update).rejects.toMatchObject({ code: "SETTINGS_UNREADABLE" });
      expect(await readFile(path, "utf8")).toBe(text);
      expect(settings.current()).toEqual(FIRST);
    },
  );

  it("is reported once, and no longer when it is corrected", async () => {
    await writeFile(path, "{");
    await settings.reload();
    await settings.reload();
    expect(rejected).toHaveLength(1);
    await writeFile(path, withInterval(5));
    await settings.reload();
    expect(settings.problem()).toBeNull();
    expect(interval()).toBe(5);
    await settings.update(OPERATOR, (draft) => ({ ...draft, monitoring: {} }));
    expect(interval()).toBeUndefined();
  });

  it("that is restored to its exact content is active again", async () => {
    await writeFile(path, "{");
    await settings.reload();
    await writeFile(path, settingsText(FIRST));
    await settings.reload();
    expect(settings.problem()).toBeNull();
  });

  it("that disappears is not created again", async () => {
    await unlink(path);
    await vi.waitFor(() => expect(settings.problem()).toContain("is missing"));
    await expect(settings.update(OPERATOR, () => ({ ...FIRST, agents: {} }))).rejects.toMatchObject({
      code: "SETTINGS_UNREADABLE",
    });
    await expect(readFile(path)).rejects.toMatchObject({ code: "ENOENT" });
    await writeFile(path, settingsText(FIRST));
    await settings.reload();
    expect(settings.problem()).toBeNull();
  });
});

describe("a broken file at the start", () => {
  it.each(["", "{", '{"agents": {"x": {"provider": "nonsense"}}}'])("stops the start: %j", async (text) => {
    await writeFile(`${path}.2`, text);
    await expect(open(`${path}.2`)).rejects.toMatchObject({ code: "SETTINGS_INVALID" });
    expect(await readFile(`${path}.2`, "utf8")).toBe(text);
  });

  it("stops the start when it is missing, and nothing is created", async () => {
    await expect(open(`${path}.3`)).rejects.toMatchObject({ code: "SETTINGS_UNREADABLE" });
    await expect(readFile(`${path}.3`)).rejects.toMatchObject({ code: "ENOENT" });
  });
});

function allKeys(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [key, ...allKeys(child)]);
}
