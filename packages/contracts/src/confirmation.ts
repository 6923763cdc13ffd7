/**
 * Confirmations: a person outside the page agrees to one exact request of a browser session. What changes is data; the
 * sentences are made where a person reads them.
 */
import { z } from "zod";
import { actIdSchema } from "./acts/act.js";
import { timeSchema } from "./conversation.js";

/**
 * What a change weakens: who reaches the daemon, who writes to agents, whose key is used, where keys and texts are sent,
 * what an agent may do, its variables, the code that runs, files it works on, files that become a prompt, spending,
 * other limits, who may read a file, plans that need approval, what is recorded, what leaves this machine for observation, or an unknown key.
 */
export const GUARDS = [
  "reach",
  "people",
  "key",
  "address",
  "permission",
  "environment",
  "file",
  "code",
  "place",
  "prompt",
  "budget",
  "limit",
  "approval",
  "record",
  "telemetry",
  "unknown",
] as const;
export const guardSchema = z.enum(GUARDS);
export type Guard = z.infer<typeof guardSchema>;

const valueSchema = z.json();

/** One guard that gets weaker. Secrets are masked; `null`: nothing is set. */
export const guardChangeSchema = z.object({
  /** Dotted place in the settings, or the thing that the act is about, such as `senders.telegram.42`. */
  path: z.string(),
  before: valueSchema,
  after: valueSchema,
  weakens: guardSchema,
});
export type GuardChange = z.infer<typeof guardChangeSchema>;

export const confirmationSchema = z.object({
  id: z.string(),
  act: actIdSchema,
  changes: z.array(guardChangeSchema),
  createdAt: timeSchema,
  expiresAt: timeSchema,
});
export type Confirmation = z.infer<typeof confirmationSchema>;

/** Why a code was not accepted: it is wrong, or it belongs to nothing that is open (used, expired, another request). */
export const codeProblemSchema = z.enum(["wrong", "unknown"]);
export type CodeProblem = z.infer<typeof codeProblemSchema>;

export const requiredConfirmationSchema = confirmationSchema.extend({
  problem: codeProblemSchema.optional(),
});
export type RequiredConfirmation = z.infer<typeof requiredConfirmationSchema>;
