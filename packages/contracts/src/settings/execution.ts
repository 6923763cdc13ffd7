/** `execution`: how agent runs are started, stopped and retried. */
import { z } from "zod";
import { liveSettingsSchema } from "./live.js";
import { effectiveWhen } from "./when.js";
import { engineSettingsSchema, LEASE_MINUTES, workerNameSchema, workerSettingsSchema } from "./worker.js";

const DAY_MS = 86_400_000;

export const executionSettingsSchema = z
  .strictObject({
    driver: z
      .enum(["local", "bullmq"])
      .default("local")
      .describe(
        "Has no effect: an agent runs where its `place` says. It remains for settings of older releases.",
      ),
    redisUrl: effectiveWhen(z.string().optional().describe("Has no effect: see `engine`."), {
      path: ["execution", "driver"],
      equals: "bullmq",
    }),
    engine: engineSettingsSchema.optional(),
    workers: z
      .record(workerNameSchema, workerSettingsSchema)
      .meta({ examples: [{ nas: { slots: 4 } }] })
      .default({})
      .describe("The other machines that run agents, by name. `tinyagi worker invite` adds one."),
    leaseMinutes: z
      .int()
      .min(1)
      .max(1_440)
      .default(LEASE_MINUTES)
      .describe(
        "How long a worker that does not reach this machine continues its runs. After it, the worker ends them.",
      ),
    maxLiveAgents: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .default(16)
      .describe(
        "Maximum number of agent processes that work at the same time. Those that wait do not count.",
      ),
    live: liveSettingsSchema.prefault({}),
    timeoutMs: z
      .number()
      .int()
      .min(1_000)
      .max(7 * DAY_MS)
      .default(60 * 60_000)
      .describe(
        "Longest working time of a run in milliseconds. A run that takes longer is stopped. Time in which it waits for people or other agents does not count.",
      ),
    idleTimeoutMs: z
      .number()
      .int()
      .min(1_000)
      .max(DAY_MS)
      .default(10 * 60_000)
      .describe("Longest time without output in milliseconds. A run without output for longer is stopped."),
    maxAttempts: z
      .number()
      .int()
      .min(1)
      .max(100)
      .default(5)
      .describe("Attempts to process a message before it becomes a dead letter."),
    retryBaseMs: z
      .number()
      .int()
      .min(1)
      .max(3_600_000)
      .default(1_000)
      .describe("Delay before the second attempt in milliseconds. It doubles with each attempt."),
    retryMaxMs: z
      .number()
      .int()
      .min(1)
      .max(DAY_MS)
      .default(60_000)
      .describe("Longest delay between attempts in milliseconds."),
    patience: z
      .number()
      .int()
      .min(0)
      .max(31 * DAY_MS)
      .default(12 * 3_600_000)
      .describe(
        "Longest time in milliseconds that a message waits for a provider that is down, for a login or for a missing program. Such failures cost no attempts. 0: they are attempts like others.",
      ),
    background_quota_max: z
      .number()
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe(
        "Percent of a provider's window, such as the five hours or the week of a subscription, from which schedules and heartbeats, with their sub-agents, wait until the window starts again. Messages of people go on. Default: they do not wait.",
      ),
  })
  .describe("How agent runs are started, stopped and retried.");
