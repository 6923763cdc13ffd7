/** What a machine and the daemon say while it joins. Both have the secret of the code. */
import { z } from "zod";

export const joinAskSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ask"), release: z.string().max(100) }),
  z.object({ kind: z.literal("taken") }),
]);
export type JoinAsk = z.infer<typeof joinAskSchema>;

export const joinAnswerSchema = z.object({
  kind: z.literal("credential"),
  /** 32 bytes in base64. */
  key: z.string().length(44),
  /** Of the worker's user at the engine. */
  password: z.string().min(1).max(200),
  /** The daemon's clock, in epoch milliseconds. */
  now: z.number(),
});
export type JoinAnswer = z.infer<typeof joinAnswerSchema>;
