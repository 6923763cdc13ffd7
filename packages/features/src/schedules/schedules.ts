/** The schedules of a home: what people and agents change in them. A failing schedule must not delay the others. */

import type { NewId } from "@tinyagi/base";
import { AppError, type ScheduleRunView, type ScheduleView, type ScheduleWeek } from "@tinyagi/contracts";
import type { OwnerChat, ScheduleRow } from "@tinyagi/kernel";
import { type AgentLimits, createAgentLimits } from "./agent-limits.js";
import { type AcceptedMessage, type FiringParts, fireByHand } from "./firing.js";
import { createNextTimes } from "./next-times.js";
import { changedSchedule, newSchedule, type ScheduleInput } from "./schedule-input.js";
import { createScheduleTimer } from "./schedule-timer.js";
import { reportsTo, scheduleRunView, scheduleView } from "./schedule-view.js";
import { createWeeks, type WeekInput } from "./week.js";

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
  const { store, clock } = options;
  const times = createNextTimes();
  const weeks = createWeeks(store);
  const limits = createAgentLimits(options);
  const timer = createScheduleTimer(options, times);

  const view = (row: ScheduleRow): ScheduleView =>
    scheduleView(row, {
      nextRunAt: row.enabled === 1 ? times.next(row) : null,
      lastRun: store.schedules.lastRun(row.id),
      reportsTo: reportsTo(store, row, options.ownerChat()),
    });

  async function changing(work: () => ScheduleRow): Promise<ScheduleView> {
    const row = await store.write(work);
    timer.lookNow();
    return view(row);
  }

  return {
    start: timer.start,
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
    [Symbol.asyncDispose]: () => timer[Symbol.asyncDispose](),
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
