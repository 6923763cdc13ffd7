/** Reading and changing schedules. Times are computed by the daemon, in the reader's time zone. */
"use client";
import {
  keepPreviousData,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { RouteInput, RouteOutput } from "@tinyagi/contracts";
import { api, lastingApi } from "../../lib/api";
import { useNow } from "../../lib/clock";
import { KEYS } from "../../lib/keys";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";
import { setLeaving } from "./leaving";
import { type Preview, type Schedule, type ScheduleRun, titleOfSchedule } from "./schedule-state";
import { ownZone } from "./zone";

const HISTORY_SHOWN = 50;

export function useSchedules(): UseQueryResult<Schedule[]> {
  return useQuery({
    queryKey: KEYS.schedules,
    queryFn: ({ signal }) => api().call("listSchedules", { signal }),
  });
}

export function useScheduleRuns(id: string): UseQueryResult<ScheduleRun[]> {
  return useQuery({
    queryKey: [...KEYS.schedules, id, "runs"],
    queryFn: ({ signal }) =>
      api().call("scheduleRuns", { params: { id }, query: { limit: HISTORY_SHOWN }, signal }),
  });
}

export type Week = RouteOutput<"scheduleWeek">;

/** @param date a day of the week; empty for today */
export function useWeek(date: string): UseQueryResult<Week> {
  // At midnight another day is today, and no event says so.
  const today = new Date(useNow()).toDateString();
  return useQuery({
    queryKey: [...KEYS.schedules, "week", date, today],
    queryFn: ({ signal }) =>
      api().call("scheduleWeek", {
        query: { ...(date === "" ? {} : { date }), timeZone: ownZone() },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

/** When words would be due. Nothing is asked while there are none. */
export function usePreview(when: string, timeZone = ownZone()): UseQueryResult<Preview> {
  return useQuery({
    queryKey: [...KEYS.schedules, "preview", when, timeZone],
    queryFn: ({ signal }) => api().call("previewSchedule", { query: { when, timeZone, count: 5 }, signal }),
    enabled: when !== "",
    retry: false,
    // What it answers depends on the time.
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
}

/** Which chat gets answers that name no person. */
export function useReportChat(enabled: boolean): UseQueryResult<RouteOutput<"getReportChat">> {
  return useQuery({
    queryKey: [...KEYS.schedules, "report"],
    queryFn: ({ signal }) => api().call("getReportChat", { signal }),
    enabled,
  });
}

export type ScheduleBody = RouteInput<"putSchedule">["body"];

export function useCreateSchedule(): UseMutationResult<
  { schedule: Schedule },
  Error,
  RouteInput<"createSchedule">["body"]
> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: RouteInput<"createSchedule">["body"]) => api().call("createSchedule", { body }),
    onSuccess: refresh,
  });
}

export function useChangeSchedule(id: string): UseMutationResult<unknown, Error, ScheduleBody> {
  const queries = useQueryClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: ScheduleBody) => api().call("putSchedule", { params: { id }, body }),
    onMutate({ enabled }) {
      if (enabled === undefined) return;
      queries.setQueryData<Schedule[]>(KEYS.schedules, (all) =>
        all?.map((one) => (one.id === id ? { ...one, enabled } : one)),
      );
    },
    onSettled: refresh,
  });
}

export function useRunNow(id: string): UseMutationResult<{ conversationId: string }, Error, void> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api().call("runSchedule", { params: { id } }),
    onSuccess: refresh,
  });
}

/**
 * Turns a schedule off at once, and deletes it when the time to undo is over. Until then it is only not shown: should the
 * page be lost, it is there again, and has fired nothing.
 */
export function useDeleteSchedule(): (schedule: Schedule) => void {
  const refresh = useRefresh();
  return (schedule) => {
    const { id, enabled } = schedule;
    const label = titleOfSchedule(schedule);
    const turn = async (isOn: boolean): Promise<unknown> =>
      enabled ? api().call("putSchedule", { params: { id }, body: { enabled: isOn } }) : undefined;
    const show = (): void => void refresh().finally(() => setLeaving(id, false));
    const complain = (): void => showToast(words.schedules.notDeleted(label));
    setLeaving(id, true);
    // Whether it could be turned off or not, it is deleted: a page that is left at once waits for nothing.
    const turnedOff = turn(false).catch(() => undefined);
    showToast(
      words.schedules.deleted(label),
      () => lastingApi().call("deleteSchedule", { params: { id } }).catch(complain).finally(show),
      () => turnedOff.then(() => turn(true)).finally(show),
    );
  };
}

function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEYS.schedules });
}
