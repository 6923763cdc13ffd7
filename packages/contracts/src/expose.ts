/** TinyOffice reached from elsewhere, through a program of this machine that makes a tunnel: for a time, and never by default. */
import { z } from "zod";
import { EXPOSE_ENDS, EXPOSE_PROBLEMS, EXPOSE_WAYS } from "./expose-facts.js";

export const exposeWaySchema = z.enum(EXPOSE_WAYS);

export const exposeProblemSchema = z.object({
  code: z.enum(EXPOSE_PROBLEMS),
  /** Where a person solves it, a page of the program's maker. */
  link: z.string().nullable(),
  /** What the program said last. */
  said: z.string().nullable(),
});
export type ExposeProblem = z.infer<typeof exposeProblemSchema>;

export const exposureSchema = z.object({
  /** `starting`: also while a program that has ended is started again; then nobody gets in. */
  state: z.enum(["off", "starting", "on"]),
  via: exposeWaySchema.nullable(),
  /** Null until it is known. Another one after a restart of some programs. */
  url: z.string().nullable(),
  startedAt: z.number().nullable(),
  /** When it ends by itself, epoch milliseconds. */
  until: z.number().nullable(),
  /** How often the program has ended by itself since then. */
  restarts: z.number().int(),
  /** Why it is off although somebody wanted it on, or why it is starting again. */
  problem: exposeProblemSchema.nullable(),
});
export type Exposure = z.infer<typeof exposureSchema>;

/** A way, and whether its program is on this machine. */
export const exposeOfferSchema = z.object({ via: exposeWaySchema, installed: z.boolean() });
export type ExposeOffer = z.infer<typeof exposeOfferSchema>;

const via = exposeWaySchema;

export const exposeEvents = {
  "expose.started": z
    .object({ via, url: z.string(), until: z.number(), by: z.string() })
    .describe(
      "TinyOffice is reached from elsewhere at this address. Also after a restart of the program. `until`: epoch milliseconds.",
    ),
  "expose.interrupted": z
    .object({ via, problem: z.enum(EXPOSE_PROBLEMS) })
    .describe(
      "The program of the tunnel has ended by itself and is started again. Nobody gets in meanwhile.",
    ),
  "expose.stopped": z
    .object({
      via,
      end: z.enum(EXPOSE_ENDS),
      problem: z.enum(EXPOSE_PROBLEMS).nullable(),
      by: z.string().nullable(),
    })
    .describe("TinyOffice is reached from elsewhere no longer, or the start failed."),
} as const;
