import { expect, it } from "vitest";
import {
  addCommand,
  inOrder,
  isDaily,
  isSentOnce,
  runState,
  type Schedule,
  type ScheduleRun,
  schedulesSentence,
  titleOfSchedule,
  toFields,
} from "./schedule-state";

function run(status: ScheduleRun["status"], missed = 0): ScheduleRun {
  // Words decide nothing: they may be of any release and language.
  return { dueAt: 1, status, reason: "missed", missed, conversationId: null, createdAt: 1 };
}
function schedule(label: string, nextRunAt: number | null, lastRun: ScheduleRun | null = null): Schedule {
  return {
    id: `sched-${label}`,
    label,
    cron: "0 9 * * *",
    agentId: "coder",
    message: "m",
    channel: "schedule",
    sender: "S",
    enabled: nextRunAt !== null,
    createdAt: 0,
    timeZone: null,
    catchUp: "once",
    overlap: "skip",
    nextRunAt,
    lastRun,
  } as Schedule;
}
const words = { nameOf: () => "Coder", timeOf: (time: number) => `at ${time}` };

it("a time that was due is sent, running, missed, skipped or failed", () => {
  expect(runState(run("fired"), false).word).toBe("Sent");
  expect(runState(run("fired"), true)).toEqual({ state: "running", word: "Running" });
  expect(runState(run("skipped", 1), false).word).toBe("Missed");
  expect(runState(run("skipped"), false).word).toBe("Skipped");
  expect(runState(run("failed"), false).word).toBe("Failed");
});

it("a schedule without a label is named by what it says, never by its id", () => {
  const named = { id: "schedule_9", message: "@dev Close the books\nand say so" };
  const label = "sched-1795553629798-xj3c";
  expect(titleOfSchedule({ ...named, label, isNamed: false })).toBe("Close the books");
  expect(toFields({ ...schedule(label, 1), ...named, isNamed: false }).label).toBe("");
  expect(titleOfSchedule({ ...named, label: "books" })).toBe("books");
  expect(titleOfSchedule({ ...named, label, isNamed: true })).toBe(label);
});

it("one for a single time is over when its message was sent", () => {
  const once = { runAt: new Date(1).toISOString(), nextRunAt: null, lastRun: run("fired") };
  expect([once, { ...once, runAt: undefined }, { ...once, lastRun: null }].map(isSentOnce)).toEqual([
    ...[true, false, false],
  ]);
});

it("one for a single time that was run by hand is not over before its time", () => {
  const early = { runAt: new Date(5).toISOString(), lastRun: run("fired") };
  expect(isSentOnce({ ...early, nextRunAt: 5 })).toBe(false);
  // It was turned off after that.
  expect(isSentOnce({ ...early, nextRunAt: null })).toBe(false);
});

it("a repetition on every day says so", () => {
  expect(["0 18 * * *", "*/30 * * * *", "0 9 * * 1-5"].map(isDaily)).toEqual([true, false, false]);
});

it("the soonest comes first, and those that are off come last", () => {
  const all = [schedule("off", null), schedule("late", 9), schedule("soon", 2)];
  expect(inOrder(all).map(({ label }) => label)).toEqual(["soon", "late", "off"]);
});

it("the sentence says who comes next and what went wrong", () => {
  expect(schedulesSentence([], words)).toBe("Nothing is scheduled yet.");
  expect(schedulesSentence([schedule("a", null)], words)).toBe("1 schedule, none is due.");
  const missed = schedule("b", 5, run("skipped", 1));
  expect(schedulesSentence([missed], words)).toBe("Coder comes next, at 5. Last time, 1 was missed.");
});

it("the command in a terminal quotes what a person wrote", () => {
  const fields = { ...toFields(schedule("standup", 1)), message: "What's left?" };
  expect(fields.when).toBe("0 9 * * *");
  const preview = { cron: "0 9 * * *", runAt: null, timeZone: "Europe/Berlin", times: [] };
  expect(addCommand(fields, preview)).toBe(
    "tinyagi schedule add --agent coder --cron '0 9 * * *' --time-zone Europe/Berlin --label 'standup' 'What'\\''s left?'",
  );
  expect(addCommand(fields, { ...preview, cron: null, runAt: "2026-11-26T08:00:00.000Z" })).toContain(
    "--at 2026-11-26T08:00:00.000Z",
  );
});
