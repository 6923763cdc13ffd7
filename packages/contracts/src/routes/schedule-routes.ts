/** Schedules: messages sent at a time, once or repeatedly. Shapes of 0.0.20 with additional fields. */
import { z } from "zod";
import { timeSchema } from "../conversation.js";
import { channelSchema, entityIdSchema, isObjectName } from "../id.js";
import { scheduleWhySchema } from "../why.js";
import { KIB, limitQuery, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

/** Longest text of a schedule in characters. */
export const SCHEDULE_TEXT_MAX = 100_000;

/**
 * A name that people choose: first a letter or digit, then also spaces, apostrophes and `_ . : @ # + -`. Generated ids
 * match it too.
 */
export const scheduleLabelSchema = z
  .string()
  .regex(
    /^[\p{L}\p{N}](?:[\p{L}\p{N} _.:@#+'’-]{0,98}[\p{L}\p{N}_.:@#+'’-])?$/u,
    "use up to 100 letters, digits, spaces, apostrophes and _ . : @ # + -, a letter or digit first, no space last",
  )
  .refine((label) => !isObjectName(label), "this name is reserved");

/** IANA name. The daemon checks whether the zone exists. */
const timeZoneSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/, "use a name such as Europe/Berlin");
/** An ISO date and time (in the schedule's time zone if it has no offset), or milliseconds since the epoch. */
const runAtSchema = z.union([z.string().max(64), z.number().int()]);
const cronSchema = z.string().max(200);

export const catchUpSchema = z.enum(["once", "skip"]);
export const overlapSchema = z.enum(["skip", "allow"]);
export const scheduleRunStateSchema = z.enum(["fired", "skipped", "failed"]);

const scheduleFields = {
  agentId: entityIdSchema,
  message: z.string().min(1).max(SCHEDULE_TEXT_MAX),
  cron: cronSchema.nullish(),
  runAt: runAtSchema.nullish(),
  label: scheduleLabelSchema.nullish(),
  channel: channelSchema.nullish(),
  sender: z.string().min(1).max(200).nullish(),
  enabled: z.boolean().optional(),
  timeZone: timeZoneSchema.nullish(),
  /** What happens with due times while the daemon was not running: one firing for all of them, or none. */
  catchUp: catchUpSchema.optional(),
  /** Whether it fires while the conversation of its last firing is still open. */
  overlap: overlapSchema.optional(),
};

export const createScheduleBody = z.object(scheduleFields);
/** Clients of 0.0.20 send the whole schedule. Read-only fields (`id`, `createdAt`) are ignored. */
export const putScheduleBody = z.object(scheduleFields).partial();

export const scheduleRunSchema = z.object({
  /** When it was due; for a manual run, when it was requested. */
  dueAt: timeSchema,
  status: scheduleRunStateSchema,
  /** In English; of a row of an earlier release, its only reason. */
  reason: z.string().nullable(),
  why: scheduleWhySchema.nullable().optional(),
  /** How many due times passed without a message, as far as this entry says. Absent in answers of earlier releases. */
  missed: z.number().int().optional(),
  conversationId: z.string().nullable(),
  createdAt: timeSchema,
});
export type ScheduleRunView = z.infer<typeof scheduleRunSchema>;

/** The chat that gets the answers: a channel, and the name of the person there. Null: they are only kept here. */
export const reportChatSchema = z.object({ channel: z.string(), name: z.string() }).nullable();
export type ReportChat = z.infer<typeof reportChatSchema>;

export const scheduleViewSchema = z.object({
  id: z.string(),
  label: z.string(),
  /** Whether a person chose the label. Absent in answers of earlier releases. */
  isNamed: z.boolean().optional(),
  /** Empty for a one-shot. */
  cron: z.string(),
  /** Agent or team. */
  agentId: z.string(),
  message: z.string(),
  channel: z.string(),
  sender: z.string(),
  enabled: z.boolean(),
  createdAt: timeSchema,
  /** ISO date and time of a one-shot. */
  runAt: z.string().optional(),
  /** Null = the machine's time zone. */
  timeZone: z.string().nullable(),
  /** The zone whose clock it follows: `timeZone`, or that of the machine. */
  zone: z.string(),
  catchUp: catchUpSchema,
  overlap: overlapSchema,
  nextRunAt: timeSchema.nullable(),
  lastRun: scheduleRunSchema.nullable(),
  /** Where an answer would go now. */
  reportsTo: reportChatSchema,
});
export type ScheduleView = z.infer<typeof scheduleViewSchema>;

/** What is understood, and when it would be due. */
export const schedulePreviewSchema = z.object({
  /** Null for one time. */
  cron: z.string().nullable(),
  /** ISO date and time; null for a cron expression. */
  runAt: z.string().nullable(),
  /** In which the words were read. */
  timeZone: z.string(),
  times: z.array(timeSchema),
});
export type SchedulePreview = z.infer<typeof schedulePreviewSchema>;

/** One schedule on one day. */
export const scheduleDaySchema = z.object({
  scheduleId: z.string(),
  label: z.string(),
  /** Agent or team. */
  agentId: z.string(),
  /** Due times of this day that passed without a message, because the daemon was not running. */
  missed: z.number().int(),
  failed: z.number().int(),
  /** Messages sent. */
  sent: z.number().int(),
  /** Times that lie ahead; `DUE_COUNT_MAX` when there may be more. */
  due: z.number().int(),
  /** At most three, in order: what went wrong first of all, then what is due, then what was sent. */
  times: z.array(
    z.object({
      at: timeSchema,
      state: z.enum(["due", "missed", ...scheduleRunStateSchema.options]),
      /** How many due times this entry says were missed; also of a firing that replaces them. */
      missed: z.number().int(),
      reason: z.string().nullable(),
      why: scheduleWhySchema.nullable().optional(),
      conversationId: z.string().nullable(),
    }),
  ),
  hasMore: z.boolean(),
});
export type ScheduleDay = z.infer<typeof scheduleDaySchema>;

/** Monday to Sunday in one time zone. */
export const scheduleWeekSchema = z.object({
  timeZone: z.string(),
  /** The Mondays before and after. */
  previous: z.string(),
  next: z.string(),
  days: z.array(
    z.object({
      date: z.string(),
      start: timeSchema,
      isToday: z.boolean(),
      /** Those that were or are due on this day, earliest first; those with more times than shown come last. */
      schedules: z.array(scheduleDaySchema),
    }),
  ),
});
export type ScheduleWeek = z.infer<typeof scheduleWeekSchema>;

/** An id or a label. */
const scheduleParams = z.object({ id: scheduleLabelSchema });
const saved = okSchema.extend({ schedule: scheduleViewSchema });
const SCHEDULE_BODY = 512 * KIB;

export const scheduleRoutes = {
  listSchedules: route(
    {
      method: "GET",
      path: "/api/schedules",
      scope: "read",
      callers: ["run"],
      summary: "List schedules, oldest first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () => z.object({ agent: z.string().max(64).optional() }),
      response: () => z.array(scheduleViewSchema),
    },
  ),
  previewSchedule: route(
    {
      method: "GET",
      path: "/api/schedule-times",
      scope: "read",
      summary: "Read a time from words or a cron expression, and list when it is due next",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          when: z.string().min(1).max(200).describe("Words, a date, or a cron expression."),
          timeZone: timeZoneSchema.optional().describe("Default: the machine's."),
          count: limitQuery(5, 50),
        }),
      response: () => schedulePreviewSchema,
    },
  ),
  getReportChat: route(
    {
      method: "GET",
      path: "/api/report-chat",
      scope: "read",
      summary: "Show which chat gets the answers of schedules and heartbeats, and the daily digest",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => z.object({ chat: reportChatSchema }),
    },
  ),
  scheduleWeek: route(
    {
      method: "GET",
      path: "/api/schedule-week",
      scope: "read",
      summary: "Show a week of all schedules, day by day: what was sent, missed or failed, and what is due",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          date: z
            .string()
            .regex(/^\d{4}-\d{2}-\d{2}$/, "use a date such as 2026-11-23")
            .optional()
            .describe("A day of the week. Default: today."),
          timeZone: timeZoneSchema.optional().describe("In which days begin. Default: the machine's."),
        }),
      response: () => scheduleWeekSchema,
    },
  ),
  createSchedule: route(
    {
      method: "POST",
      path: "/api/schedules",
      scope: "write",
      callers: ["run"],
      summary: "Create a schedule: a message at a time, by cron expression or once",
      bodyLimit: SCHEDULE_BODY,
    },
    {
      body: () => createScheduleBody,
      response: () => saved,
    },
  ),
  getSchedule: route(
    {
      method: "GET",
      path: "/api/schedules/:id",
      scope: "read",
      callers: ["run"],
      summary: "Get a schedule by id or label",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => scheduleParams,
      response: () => scheduleViewSchema,
    },
  ),
  putSchedule: route(
    {
      method: "PUT",
      path: "/api/schedules/:id",
      scope: "write",
      summary: "Change fields of a schedule; the others stay",
      bodyLimit: SCHEDULE_BODY,
    },
    {
      params: () => scheduleParams,
      body: () => putScheduleBody,
      response: () => saved,
    },
  ),
  deleteSchedule: route(
    {
      method: "DELETE",
      path: "/api/schedules/:id",
      scope: "write",
      callers: ["run"],
      summary: "Remove a schedule and its history",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => scheduleParams,
      response: () => okSchema,
    },
  ),
  scheduleRuns: route(
    {
      method: "GET",
      path: "/api/schedules/:id/runs",
      scope: "read",
      callers: ["run"],
      summary: "List what happened at a schedule's due times, newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => scheduleParams,
      query: () => z.object({ limit: limitQuery(50) }),
      response: () => z.array(scheduleRunSchema),
    },
  ),
  runSchedule: route(
    {
      method: "POST",
      path: "/api/schedules/:id/run",
      scope: "write",
      summary: "Send a schedule's message now; its due times do not change",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => scheduleParams,
      response: () => okSchema.extend({ messageId: z.string(), conversationId: z.string() }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
