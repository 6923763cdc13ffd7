/** `execution`: how agents' runs are started, ended and tried again. */
import { z } from "zod";

const DAY_MS = 86_400_000;

export const executionSettingsSchema = z
  .strictObject({
    driver: z
      .enum(["local", "bullmq"])
      .default("local")
      .describe("Where runs are executed; only `local`, this machine, has an effect in this release."),
    redisUrl: z.string().optional().describe("Address of Redis for `bullmq`; has no effect in this release."),
    maxLiveAgents: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .default(16)
      .describe("Agent processes that may be alive at once."),
    timeoutMs: z
      .number()
      .int()
      .min(1_000)
      .max(7 * DAY_MS)
      .default(60 * 60_000)
      .describe("Longest time of one run in milliseconds; then its processes are ended."),
    idleTimeoutMs: z
      .number()
      .int()
      .min(1_000)
      .max(DAY_MS)
      .default(10 * 60_000)
      .describe("Longest time a run may print nothing in milliseconds; then its processes are ended."),
    maxAttempts: z
      .number()
      .int()
      .min(1)
      .max(100)
      .default(5)
      .describe("Tries of a message before it becomes a dead letter."),
    retryBaseMs: z
      .number()
      .int()
      .min(1)
      .max(3_600_000)
      .default(1_000)
      .describe("Delay before the second try in milliseconds; it doubles with each try."),
    retryMaxMs: z
      .number()
      .int()
      .min(1)
      .max(DAY_MS)
      .default(60_000)
      .describe("Longest delay between tries in milliseconds."),
  })
  .describe("How runs of agents are started, ended and tried again.");
