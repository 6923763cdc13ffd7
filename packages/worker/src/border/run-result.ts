/** The result of a run, from another machine. */
import { type InvokeResult, usageSchema } from "@tinyagi/contracts";
import { z } from "zod";

const resultSchema = z.object({
  text: z.string().min(1),
  sessionId: z.string().optional(),
  usage: usageSchema.optional(),
  sessionTotals: usageSchema.optional(),
  deniedTools: z.array(z.string()).max(10_000),
  backgroundEnded: z
    .object({ count: z.int().nonnegative(), commands: z.array(z.string()).max(1_000) })
    .optional(),
  rebuiltFrom: z.string().optional(),
});

/** @returns undefined for what is no result */
export function readResult(result: unknown): InvokeResult | undefined {
  return resultSchema.safeParse(result).data as InvokeResult | undefined;
}
