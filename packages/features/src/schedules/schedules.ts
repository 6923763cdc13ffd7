/**
 * The schedules of a home. Its timers are short: at each wake-up due times are computed again from the wall clock, so
 * that neither a changed clock nor a long sleep can lose or repeat one. A failing schedule must not delay the others.
 */

import type { NewId, Timer } from "@tinyagi/base";
import { AppError, type ScheduleRunView, type ScheduleView, type ScheduleWeek } from "@tinyagi/contracts";
import type { OwnerChat, ScheduleRow } from "@tinyagi/kernel";
import { onClockJump } from "@tinyagi/kernel";
import { type AgentLimits, createAgentLimits } from "./agent-limits.js";
import { dueOf } from "./due.js";
import { type AcceptedMessage, type FiringParts, fireByHand, handleDue } from "./firing.js";
import { createNextTimes } from "./next-times.js";
import { changedSchedule, newSchedule, type ScheduleInput } from "./schedule-input.js";
import { reportsTo, scheduleRunView, scheduleView } from "./schedule-view.js";
import { createWeeks, type WeekInput } from "./week.js";

/** Longest sleep, after which a changed clock or a machine's sleep is noticed. */
const SLEEP_MAX_MS = 60_000;
/** Delay after a storage fault. */
const RETRY_MS = 10_000;
/** Most schedules of a home. */
export const SCHEDULES_MAX = 500;

export interface SchedulesOptions extends FiringParts {
  newId: NewId;
  /** Whether an agent or team has this id. */
  knows: (id: string) => boolean;
  /** The chat that gets reports now. */
  ownerChat: () => OwnerChat | undefined;
}

export interface Schedules extends AsyncDisposable {
  start(): void;
  /** Oldest first. @param agentId only schedules of this agent or team */
  list(agentId?: string): ScheduleView[];
  /** @throws AppError `NOT_FOUND` */
  get(idOrLabel: string): ScheduleView;
  /**
   * @param caller.byRun an agent's run calls, for its own agent: the limits of `agent-limits.ts` apply
   * @throws AppError `INVALID_INPUT`, `UNKNOWN_AGENT`, `CONFLICT` beyond a limit, `RATE_LIMITED` for a run
   */
  create(input: ScheduleInput, caller: { actor: string; byRun?: boolean }): Promise<ScheduleView>;
  /** @throws AppError `NOT_FOUND`, `INVALID_INPUT`, `UNKNOWN_AGENT` */
  change(idOrLabel: string, input: ScheduleInput, actor: string): Promise<ScheduleView>;
  /** @throws AppError `NOT_FOUND` */
  remove(idOrLabel: string, actor: string): Promise<void>;
  /** Turns off every schedule of an agent or team that was removed. @returns how many were on */
  stopFor(agentId: string, actor: string): Promise<number>;
  /** Newest due time first. @throws AppError `NOT_FOUND` */
  runs(idOrLabel: string, limit: number): ScheduleRunView[];
  /** @throws AppError `INVALID_INPUT` */
  week(input: WeekInput): Promise<ScheduleWeek>;
  /** @throws AppError `NOT_FOUND`, and those of the conversation service */
  runNow(idOrLabel: string): Promise<AcceptedMessage>;
}

export function createSchedules(options: SchedulesOptions): Schedules {
  const { store, clock, log } = options;
  const times = createNextTimes();
  const weeks = createWeeks(store);
  const limits = createAgentLimits(options);
  let timer: Timer | undefined;
  let working: Promise<void> | undefined;
  let stopped = true;
  const unsubscribe = onClockJump(options.journal, () => {
    // A schedule without a zone of its own follows the machine's.
    times.forget();
    if (working === undefined) arm(0);
  });

  function arm(delayMs: number): void {
    timer?.cancel();
    if (!stopped) timer = clock.setTimer(delayMs, wake);
  }

  function wake(): void {
    if (stopped || working !== undefined) return;
    working = handleAll()
      .catch((error: unknown) => {
        log.error({ err: error }, "schedules could not be processed; TinyAGI will try again");
        return RETRY_MS;
      })
      .then((delayMs) => {
        working = undefined;
        arm(delayMs);
      });
  }

  /** @returns milliseconds until the next wake-up */
  async function handleAll(): Promise<number> {
    for (const row of store.schedules.enabled()) {
      if (stopped) break;
      const due = dueOf(row, clock.now(), times.next(row));
      if (due.kind === "reset") await reset(row);
      if (due.kind === "fire" || due.kind === "miss") await handleDue(options, row, due);
    }
    return untilNext();
  }

  function untilNext(): number {
    const now = clock.now();
    const nexts = store.schedules.enabled().map((row) => times.next(row) ?? Number.POSITIVE_INFINITY);
    return Math.max(0, Math.min(SLEEP_MAX_MS, ...nexts.map((next) => next - now)));
  }

  async function reset(row: ScheduleRow): Promise<void> {
    log.warn({ scheduleId: row.id }, "the clock was set far back; the schedule continues from now");
    await store.write(() => store.schedules.update({ ...row, last_due_at: clock.now() }));
  }

  const view = (row: ScheduleRow): ScheduleView =>
    scheduleView(row, {
      nextRunAt: row.enabled === 1 ? times.next(row) : null,
      lastRun: store.schedules.lastRun(row.id),
      reportsTo: reportsTo(store, row, options.ownerChat()),
    });

  async function changing(work: () => ScheduleRow): Promise<ScheduleView> {
    const row = await store.write(work);
    // Not needed while due schedules are being handled, because that ends with a look at all of them.
    if (working === undefined) arm(0);
    return view(row);
  }

  return {
    start() {
      stopped = false;
      arm(0);
    },
    list: (agentId) => store.schedules.list(agentId ?? null).map(view),
    get: (idOrLabel) => view(found(options, idOrLabel)),
    create: (input, caller) => changing(() => insert({ ...options, limits }, input, caller)),
    change: (idOrLabel, input, actor) => changing(() => update(options, { idOrLabel, input, actor })),
    async remove(idOrLabel, actor) {
      await changing(() => {
        const row = found(options, idOrLabel);
        store.schedules.remove(row.id);
        recordChange(options, row, { change: "removed", by: actor });
        return row;
      });
    },
    stopFor: (agentId, actor) =>
      store.write(() => {
        const rows = store.schedules.list(agentId).filter(({ enabled }) => enabled === 1);
        for (const row of rows) {
          store.schedules.disable(row.id, clock.now());
          recordChange(options, row, { change: "changed", by: actor });
        }
        return rows.length;
      }),
    runs: (idOrLabel, limit) =>
      store.schedules.runs(found(options, idOrLabel).id, limit).map(scheduleRunView),
    week: (input) => weeks.read(input, clock.now()),
    runNow: async (idOrLabel) => fireByHand(options, found(options, idOrLabel)),
    async [Symbol.asyncDispose]() {
      stopped = true;
      unsubscribe();
      timer?.cancel();
      await working;
    },
  };
}

function found({ store }: SchedulesOptions, idOrLabel: string): ScheduleRow {
  const row = store.schedules.get(idOrLabel) ?? store.schedules.byLabel(idOrLabel);
  if (row === undefined) throw new AppError("NOT_FOUND", `schedule '${idOrLabel}' not found`);
  return row;
}

/** Call it inside a write. */
function insert(
  options: SchedulesOptions & { limits: AgentLimits },
  input: ScheduleInput,
  caller: { actor: string; byRun?: boolean },
): ScheduleRow {
  const { store, clock, newId, knows } = options;
  const row = newSchedule(input, { now: clock.now(), newId, knows });
  refuseTaken(options, row);
  if (store.schedules.count() >= SCHEDULES_MAX)
    throw new AppError("CONFLICT", `There are already ${SCHEDULES_MAX} schedules. Remove one first.`);
  if (caller.byRun === true) options.limits(row);
  store.schedules.insert(row);
  recordChange(options, row, { change: "created", by: caller.actor });
  return row;
}

/** Call it inside a write. */
function update(
  options: SchedulesOptions,
  wanted: { idOrLabel: string; input: ScheduleInput; actor: string },
): ScheduleRow {
  const { store, clock, newId, knows } = options;
  const stored = found(options, wanted.idOrLabel);
  const row = changedSchedule(stored, wanted.input, { now: clock.now(), newId, knows });
  refuseTaken(options, row);
  store.schedules.update(row);
  recordChange(options, row, { change: "changed", by: wanted.actor });
  return row;
}

function refuseTaken({ store }: SchedulesOptions, row: ScheduleRow): void {
  const other = store.schedules.byLabel(row.label) ?? store.schedules.get(row.label);
  if (other !== undefined && other.id !== row.id)
    throw new AppError("INVALID_INPUT", `A schedule with label '${row.label}' already exists`);
}

function recordChange(
  { journal }: SchedulesOptions,
  row: ScheduleRow,
  change: { change: "created" | "changed" | "removed"; by: string },
): void {
  journal.append(
    "schedule.changed",
    { scheduleId: row.id, label: row.label, agent: row.agent_id, ...change },
    { agentId: row.agent_id },
  );
}
