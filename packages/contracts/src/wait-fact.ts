/** What an open message waits for, as facts: clients make the sentence. */
import { z } from "zod";
import { APPROVAL_KINDS, LANE_WAITS, PLACE_WAITS } from "./vocabulary.js";

/** The worker that an agent has as its place, and why that gets no run now. */
export const placeWaitSchema = z.object({ place: z.string(), because: z.enum(PLACE_WAITS) });
export type PlaceWait = z.infer<typeof placeWaitSchema>;

const oneWait = z.object({
  for: z.enum(LANE_WAITS),
  /** When it ends at the latest; null when no time ends it. */
  until: z.number().int().nullable(),
  /** `retry`: the number of the next attempt. */
  attempt: z.number().int().optional(),
  /** `provider`: which one. */
  provider: z.string().optional(),
  /** `place`: which worker, and why it gets no run. */
  place: placeWaitSchema.optional(),
  /** `person`: what is asked. */
  asks: z.enum(APPROVAL_KINDS).optional(),
});

export const waitFactSchema = oneWait.extend({
  /** `turn`: the number of the message before it, and what that one waits for; null while that one runs. */
  behind: z.object({ id: z.number().int(), wait: oneWait.nullable() }).optional(),
});
export type WaitFact = z.infer<typeof waitFactSchema>;
