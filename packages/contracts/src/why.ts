/**
 * Why something was not done, or is as it is: a code with its facts, beside the sentence that older clients read. The
 * sentence of a new row is made of this in `@tinyagi/views`; a row without it has only the sentence.
 */
import { z } from "zod";
import type { NodeWhy } from "./node-why.js";
import { closedAgentSchema, type fileWhySchema } from "./reply-note.js";
import type { DiffWhy, HostWhy, TestWhy } from "./work-why.js";

const text = z.string();
const count = z.number().int();

/** What a due time of a schedule led to. */
export const scheduleWhySchema = z.discriminatedUnion("code", [
  /** So many due times passed while the daemon was not running. */
  z.object({ code: z.literal("schedule.missed"), count }),
  /** One message stands for these, too. */
  z.object({ code: z.literal("schedule.replaced"), count }),
  z.object({ code: z.literal("schedule.by_hand") }),
  /** The conversation of its last firing was still open. */
  z.object({ code: z.literal("schedule.overlap") }),
  z.object({ code: z.literal("schedule.repeated") }),
  /** The message was refused: the code of the error, and its message. */
  z.object({ code: z.literal("schedule.refused"), error: text, said: text }),
  z.object({ code: z.literal("schedule.unexpected") }),
]);

/** What keeps a folder from being a plugin. `max` is beside it for `too_large`. */
export const PLUGIN_FAULTS = [
  "unreadable",
  "no_entry",
  "special",
  "link_out",
  "not_a_folder",
  "not_a_file",
  "other_owner",
  "others_write",
  "too_large",
] as const;

/** Why a plugin does not run, or not with the files that are there. What to do follows from the code. */
export const pluginWhySchema = z.discriminatedUnion("code", [
  z.object({ code: z.literal("plugin.edited") }),
  z.object({ code: z.literal("plugin.shared_modules") }),
  /** `of` the folder of all plugins, or its own. */
  z.object({
    code: z.literal("plugin.refused"),
    of: z.enum(["all", "own"]),
    fault: z.enum(PLUGIN_FAULTS),
    max: z.object({ files: count, bytes: count, depth: count }).optional(),
  }),
  z.object({ code: z.literal("plugin.new") }),
  z.object({ code: z.literal("plugin.changed") }),
  z.object({ code: z.literal("plugin.crashed"), said: text }),
  z.object({ code: z.literal("plugin.disabled"), failures: count }),
  z.object({ code: z.literal("plugin.failed"), said: text }),
  z.object({ code: z.literal("plugin.restart") }),
  z.object({ code: z.literal("plugin.start") }),
]);

/**
 * What kept a platform from doing something. It decides what happens next.
 *
 * - `unreachable`: no usable answer: network, timeout, an error inside the platform. It is tried again.
 * - `rate_limited`: too fast. It is tried again after a pause.
 * - `permanent`: this request will never succeed: the chat is gone, the bot is blocked.
 * - `unauthorized`: the token is not valid. The channel stops until the settings change.
 * - `conflict`: another program uses the same account at the same time.
 */
export const PLATFORM_FAULTS = [
  "unreachable",
  "rate_limited",
  "permanent",
  "unauthorized",
  "conflict",
] as const;
export type PlatformFault = (typeof PLATFORM_FAULTS)[number];

/** What a person can do about it. */
export const PLATFORM_STEPS = [
  "check_token",
  "botfather",
  "slack_tokens",
  "mail_password",
  "intent_off",
  "fewer_servers",
  "link",
  "open_phone",
  "update_phone",
  "update_package",
  "stop_other",
  "check_proxy",
] as const;
export type PlatformStep = (typeof PLATFORM_STEPS)[number];

/** Why a channel does not work. */
export const channelWhySchema = z.discriminatedUnion("code", [
  /** Its process has not answered for so long. */
  z.object({ code: z.literal("channel.silent"), seconds: count }),
  z.object({
    code: z.literal("channel.platform"),
    fault: z.enum(PLATFORM_FAULTS),
    /** The platform's own words. */
    said: text.optional(),
    /** The number that it answered with: of HTTP, of its protocol or of a closed connection. */
    status: count.optional(),
    step: z.enum(PLATFORM_STEPS).optional(),
  }),
]);

/** Why a message of an agent did not reach another one or a room. */
export const handoffWhySchema = z.discriminatedUnion("code", [
  z.object({ code: z.literal("handoff.self") }),
  z.object({ code: z.literal("handoff.unknown"), name: text, near: text.nullable() }),
  z.object({ code: z.literal("handoff.no_team"), from: text, to: text }),
  z.object({ code: z.literal("handoff.summary") }),
  z.object({ code: z.literal("room.no_member"), team: text }),
  closedAgentSchema,
]);

/** Why a run ended without an answer of its own. */
export const runWhySchema = z.object({
  code: z.enum([
    "run.cancelled",
    "run.steered",
    "run.paused",
    "run.yielded",
    "run.shutdown",
    "run.ended",
    "run.host_died",
    "run.daemon_died",
    "run.stale",
  ]),
});

/** Why a decision is no longer needed. */
export const approvalWhySchema = z.object({
  code: z.enum([
    "approval.run_ended",
    "approval.run_failed",
    "approval.run_cancelled",
    "approval.message_cancelled",
    "approval.message_died",
    "approval.message_ended",
    "approval.unheld",
    "approval.asker_ended",
    "approval.budget_raised",
    "approval.next_day",
  ]),
});

export type RunWhy = z.infer<typeof runWhySchema>;
export type ScheduleWhy = z.infer<typeof scheduleWhySchema>;
export type PluginWhy = z.infer<typeof pluginWhySchema>;
export type ChannelWhy = z.infer<typeof channelWhySchema>;
export type HandoffWhy = z.infer<typeof handoffWhySchema>;
export type FileWhy = z.infer<typeof fileWhySchema>;
export type ApprovalWhy = z.infer<typeof approvalWhySchema>;
export type Why =
  | ScheduleWhy
  | PluginWhy
  | ChannelWhy
  | HandoffWhy
  | FileWhy
  | RunWhy
  | ApprovalWhy
  | NodeWhy
  | HostWhy
  | DiffWhy
  | TestWhy;
