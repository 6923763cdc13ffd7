/** Collects what a digest says from the store. Reads only; each list is read up to a limit. */

import { localDay, nextDayAt } from "@tinyagi/base";
import { DIGEST_LIST_MAX, type Digest, type ScheduleWeek } from "@tinyagi/contracts";
import type { Circuits, Store } from "@tinyagi/kernel";
import { needCounts } from "../insight/need-counts.js";
import { spendReport } from "../insight/spend.js";

/** Rows that are looked at for one list. A count beyond says so by being this number. */
const READ_MAX = 1_000;

export interface DigestParts {
  store: Store;
  circuits: Pick<Circuits, "list">;
  /** Takes credentials out of a text. */
  redact: (text: string) => string;
  /** The week that has this day. */
  week: (date: string) => Promise<ScheduleWeek>;
}

export interface DigestSpan {
  since: number;
  until: number;
}

export async function digestFacts(parts: DigestParts, span: DigestSpan): Promise<Digest> {
  const { store, redact } = parts;
  const { since, until } = span;
  const spend = await spendReport(store, { by: "agent", since, until, limit: DIGEST_LIST_MAX }, until);
  const { total } = spend;
  const isIn = (time: number | null): boolean => time !== null && time >= since && time < until;
  const answered = store.conversations
    .list({ limit: READ_MAX, before: until, status: "closed" })
    .filter((one) => isIn(one.closed_at) && one.quiet === 0);
  const done = store.tasks.list({ limit: READ_MAX, status: "done" }).filter((task) => isIn(task.updated_at));
  const dead = store.deadLetters.list({ limit: READ_MAX }).filter((row) => isIn(row.finished_at));
  const open = store.approvals
    .list({ limit: READ_MAX, status: "open" })
    .filter((one) => one.held_until === null);
  return {
    ...span,
    agents: spend.rows.map(({ key, runs, costUsd }) => ({ agent: key, runs, costUsd })),
    runs: total.runs,
    tokens: (total.inputTokens ?? 0) + (total.outputTokens ?? 0),
    costUsd: total.costUsd,
    estimated: total.estimated,
    unpricedRuns: total.unpricedRuns,
    answered: firstOf(answered, ({ text, title, channel }) => ({
      text: redact(text.slice(0, 400)),
      ...(title === null ? {} : { title: redact(title) }),
      channel,
    })),
    tasksDone: firstOf(done, ({ identifier, title }) => ({ identifier, title: redact(title) })),
    failures: firstOf(dead, ({ agent_id: agent, last_error: error }) => ({
      agent,
      error: redact(error ?? "no reason was recorded"),
    })),
    undelivered: store.outbox.dead(READ_MAX).filter((row) => isIn(row.acked_at)).length,
    approvals: firstOf(open, ({ id, agent_id: agent, title }) => ({ id, agent, title: redact(title) })),
    needs: needCounts(parts),
    tomorrow: await readTomorrow(parts, until),
  };
}

function firstOf<T, U>(rows: readonly T[], view: (row: T) => U): { count: number; first: U[] } {
  return { count: rows.length, first: rows.slice(0, DIGEST_LIST_MAX).map(view) };
}

async function readTomorrow({ week }: DigestParts, now: number): Promise<Digest["tomorrow"]> {
  const date = localDay(nextDayAt(now));
  const { days } = await week(date);
  const due = (days.find((day) => day.date === date)?.schedules ?? []).filter((one) => one.due > 0);
  return firstOf(due, ({ label, agentId, times }) => ({
    label,
    agent: agentId,
    times: times.filter(({ state }) => state === "due").map(({ at }) => at),
  }));
}
