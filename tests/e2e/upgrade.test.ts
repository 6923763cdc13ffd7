/**
 * The first start over a home of 0.0.20, with the built program.
 *
 * @requirement UPGRADE-1 @requirement UPGRADE-2
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { buildOldHome, openOldHome } from "../fixtures/home-0.0.20/build.js";
import { openStage, type Stage } from "./support/stage.js";

const demo = (name: string) => ({ name, provider: "demo", model: "" });

function oldHome(stage: Stage, build = buildOldHome) {
  const { home, workspace } = stage.place;
  return build({
    home,
    workspace,
    settings: { agents: { tinyagi: demo("TinyAGI"), Coder: demo("Coder") } },
  });
}

function listBackupFiles(stage: Stage): string[] {
  return readdirSync(join(stage.place.home, "backups")).filter((name) => name.startsWith("0.0.20-"));
}

test("an old home is imported once, at the first start, and its waiting messages are processed", async () => {
  await using stage = await openStage();
  oldHome(stage);
  const first = await stage.start();
  const queue = await waitFor(async () => {
    const counts = await first.client.call("queueStatus");
    return counts.incoming + counts.queued + counts.processing === 0 ? counts : undefined;
  });
  expect(queue).toMatchObject({ dead: 1, cancelled: 0 });
  expect(queue.completed).toBeGreaterThanOrEqual(7);
  const lines = await first.client.call("agentMessages", {
    params: { id: "coder" },
    query: { limit: 1_000 },
  });
  expect(lines.map((line) => line.content)).toContain("what is new?");
  const pending = await first.client.call("listPendingResponses", { query: { channel: "telegram" } });
  expect(pending.map((reply) => reply.message)).toContain("answer 2");
  const tasks = await first.client.call("listTasks");
  expect(tasks.map((task) => task.identifier).sort()).toEqual(["T-4", "T-5", "WS-1", "WS-2"]);
  const [dead] = await first.client.call("queueDead");
  await first.client.call("retryDead", { params: { id: String(dead?.id) } });
  await waitFor(async () => (await first.client.call("queueStatus")).dead === 0, { what: "the retry" });
  await first.stop();
  const second = await stage.start();
  expect((await second.client.call("queueStatus")).processing).toBe(0);
  expect(listBackupFiles(stage)).toHaveLength(1);
  const told = await stage.cli(["import", "report", "--json"]);
  expect(JSON.parse(told.stdout)).toMatchObject({ counts: { tasks: 4, "waiting messages": 6 } });
});

test("what this version refuses is named, renamed or switched off, and all of it can be used", async () => {
  await using stage = await openStage();
  oldHome(stage);
  const times = { agentId: "Coder", message: "report", enabled: true, createdAt: 1 };
  writeFileSync(
    join(stage.place.home, "schedules.json"),
    JSON.stringify([
      { id: "1-a", label: "weird/läbel & more", cron: "0 9 * * *", ...times },
      { id: "1-b", label: "often", cron: "* * * * * *", ...times },
    ]),
  );
  const looked = await stage.cli(["import", "home", "--dry-run"]);
  expect(looked.stdout).toContain('it is now "weird-läbel-more"');
  expect(readdirSync(stage.place.home)).not.toContain("backups");
  const { client } = await stage.start();
  const { stdout } = await stage.cli(["schedule", "list", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject([
    { label: "weird-läbel-more", enabled: true },
    { label: "often", enabled: false, nextRunAt: null },
  ]);
  expect((await stage.cli(["schedule", "disable", "weird-läbel-more"])).code).toBe(0);
  expect(await client.call("getSchedule", { params: { id: "1-a" } })).toMatchObject({ enabled: false });
  const report = await stage.cli(["import", "report"]);
  expect(report.stdout).toContain("enable these channels: telegram");
});

test.each(["swap.before-commit", "swap.after-commit", "swap.between"])(
  "a daemon killed at %s leaves a home that the next start takes over whole",
  async (point) => {
    await using stage = await openStage();
    oldHome(stage);
    const killed = await stage.startInVain({ TINYAGI_FAILPOINTS: `${point}=kill` });
    expect(killed.signal).toBe("SIGKILL");
    const daemon = await stage.start();
    expect(await daemon.client.call("listTasks")).toHaveLength(4);
    expect(existsSync(join(stage.place.home, "schedules.json"))).toBe(false);
    expect(existsSync(join(stage.place.home, ".staging"))).toBe(false);
  },
);

test("nothing is touched while the old daemon runs, or when a file of it is malformed", async () => {
  await using stage = await openStage();
  const held = openOldHome({ home: stage.place.home, workspace: stage.place.workspace });
  const busy = await stage.startInVain();
  expect(busy.code).toBe(73);
  expect(busy.output).toContain("most likely a TinyAGI 0.0.20 that still runs");
  held.close();
  const schedules = join(stage.place.home, "schedules.json");
  writeFileSync(schedules, "[{");
  const refused = await stage.cli(["start"]);
  expect(refused.code).toBe(65);
  expect(refused.stderr).toContain("schedules.json cannot be imported: it is not valid JSON");
  expect(readFileSync(schedules, "utf8")).toBe("[{");
  expect(listBackupFiles(stage)).toEqual([]);
});

test("a person looks first, then takes a home over from another folder", async () => {
  await using stage = await openStage();
  const from = join(stage.place.root, "old");
  buildOldHome({ home: from, workspace: stage.place.workspace, database: "tinyclaw.db" });
  const looked = await stage.cli(["import", "home", from, "--dry-run"]);
  expect(looked).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing was changed") });
  const taken = await stage.cli(["import", "home", from, "--json"]);
  expect(JSON.parse(taken.stdout)).toMatchObject({ source: from, backup: null, counts: { projects: 2 } });
  expect(existsSync(join(from, "tinyclaw.db"))).toBe(true);
  const again = await stage.cli(["import", "home", from]);
  expect(again).toMatchObject({ code: 65, stderr: expect.stringContaining("already imported that one") });
});
