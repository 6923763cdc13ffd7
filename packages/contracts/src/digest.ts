/** The facts of a daily digest. Its words for chats and terminals: `digest-text.ts`. */
import { z } from "zod";
import { timeSchema } from "./conversation.js";

/** Entries of one list. The count says how many there are. */
export const DIGEST_LIST_MAX = 5;

const toList = <T extends z.ZodType>(entry: T) =>
  z.object({ count: z.number().int(), first: z.array(entry) });

export const dailyDigestSchema = z.object({
  since: timeSchema,
  until: timeSchema,
  /** Runs and their cost by agent, the dearest first. */
  agents: z.array(z.object({ agent: z.string(), runs: z.number().int(), costUsd: z.number().nullable() })),
  runs: z.number().int(),
  tokens: z.number().int(),
  /** Null when no run has a price. */
  costUsd: z.number().nullable(),
  /** Whether part of it is estimated. */
  estimated: z.boolean(),
  /** Runs whose price is unknown: the cost does not include them. */
  unpricedRuns: z.number().int(),
  /** Conversations that ended. */
  answered: toList(
    z.object({
      text: z.string(),
      title: z
        .string()
        .optional()
        .describe("Absent before one was written: it is the beginning of the text."),
      channel: z.string(),
    }),
  ),
  tasksDone: toList(z.object({ identifier: z.string(), title: z.string() })),
  failures: toList(z.object({ agent: z.string(), error: z.string() })),
  /** Replies that no channel could deliver. */
  undelivered: z.number().int(),
  approvals: toList(z.object({ id: z.string(), agent: z.string(), title: z.string() })),
  /** What needs a person now, however old: as `status` counts it. Absent in older releases. */
  needs: z
    .object({
      approvals: z.number().int(),
      questions: z.number().int(),
      dead: z.number().int(),
      providers: z.number().int().optional(),
    })
    .optional(),
  /** Tomorrow's times, by schedule. */
  tomorrow: toList(z.object({ label: z.string(), agent: z.string(), times: z.array(timeSchema) })),
});
export type Digest = z.infer<typeof dailyDigestSchema>;
