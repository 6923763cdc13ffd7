/**
 * Schedules through the built program: from the command line, over a kill -9 and a downtime.
 *
 * @requirement SCHEDULE-1
 */
import type { ScheduleRunView } from "@tinyagi/contracts";
import { waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { openStage } from "./support/stage.js";

const settings = { agents: { coder: { name: "Coder", provider: "demo", model: "" } } };
const PERIOD_MS = 10_000;

function readHistory(daemon: Daemon, id: string): Promise<ScheduleRunView[]> {
  return daemon.client.call("scheduleRuns", { params: { id } });
}

function firings(runs: readonly ScheduleRunView[]): ScheduleRunView[] {
  return runs.filter((run) => run.status === "fired");
}

test("a schedule made on the command line fires, each due time once, also when the daemon is killed while it fires", {
  timeout: 120_000,
}, async () => {
  await using stage = await openStage({ settings });
  await stage.start();
  const add = ["schedule", "add", "--agent", "coder", "--label", "often", "--cron", "*/10 * * * * *"];
  expect((await stage.cli([...add, "#demo say hello"])).code).toBe(0);
  const first = stage.current();
  await waitFor(async () => firings(await readHistory(first, "often")).length > 0, {
    what: "the first firing",
    timeoutMs: 20_000,
  });
  first.signal("SIGKILL");
  await first.exited;
  // Dies in the transaction that takes a firing's message in, and right behind it.
  for (const point of ["accept.before-commit", "accept.after-commit"]) {
    const exit = await stage.startInVain({ TINYAGI_FAILPOINTS: `${point}=kill` });
    expect(exit.signal).toBe("SIGKILL");
  }
  const last = await stage.start();
  await waitFor(async () => firings(await readHistory(last, "often")).length > 3, {
    what: "further firings",
    timeoutMs: 60_000,
  });
  const runs = await readHistory(last, "often");
  expect(new Set(runs.map((run) => run.dueAt)).size).toBe(runs.length);
  for (const run of runs) expect(run.dueAt % PERIOD_MS).toBe(0);
  const conversations = await last.client.call("listConversations", { query: { limit: 1_000 } });
  const sent = conversations.filter((conversation) => conversation.channel === "schedule");
  expect(new Set(sent.map((conversation) => conversation.messageId)).size).toBe(sent.length);
  expect(sent.map((conversation) => conversation.id).sort()).toEqual(
    firings(runs)
      .map((run) => run.conversationId)
      .sort(),
  );
  expect((await stage.cli(["schedule", "remove", "often", "--yes"])).code).toBe(0);
});

test("a one-shot that fell due while the daemon was down is sent at the next start and disables itself", {
  timeout: 60_000,
}, async () => {
  await using stage = await openStage({ settings });
  const daemon = await stage.start();
  const at = Date.now() + 2_500;
  for (const catchUp of ["once", "skip"] as const)
    await daemon.client.call("createSchedule", {
      body: { agentId: "coder", message: "#demo say hello", runAt: at, label: catchUp, catchUp },
    });
  await daemon.stop();
  await waitFor(() => Date.now() > at, { what: "the due time" });
  const back = await stage.start();
  await waitFor(async () => firings(await readHistory(back, "once")).length === 1, {
    what: "the missed one-shot",
  });
  const { stdout } = await stage.cli(["schedule", "list", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject([
    { label: "once", enabled: false, nextRunAt: null, lastRun: { status: "fired", dueAt: at } },
    // Seconds late is on time: only what the daemon was not there for is left out.
    { label: "skip", enabled: false, lastRun: { status: "fired" } },
  ]);
});
