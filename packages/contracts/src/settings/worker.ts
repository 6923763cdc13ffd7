/** `execution.engine` and `execution.workers`: the machines that run agents, and how they are reached. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { HERE } from "../vocabulary.js";
import { secretSchema } from "./secret.js";

export const WORKER_SLOTS_MAX = 10_000;
export const LEASE_MINUTES = 5;

export const workerNameSchema = entityIdSchema.refine((name) => name !== HERE, "this name is reserved");

const engineUrlSchema = z
  .string()
  .max(2_000)
  .regex(
    /^rediss?:\/\/[^\s@]+$/,
    "use redis://host:port or rediss://host:port; the password has its own key",
  );

/** One string for forms, not a choice between two. */
const anyAddress = z.union([z.ipv4(), z.ipv6()]);

export const engineSettingsSchema = z
  .strictObject({
    own: z
      .boolean()
      .optional()
      .describe(
        "Whether TinyAGI runs the server itself: `valkey-server` or `redis-server`, which must be installed. Then leave out `url`, `user`, `password` and `ca`.",
      ),
    address: z
      .string()
      .max(45)
      .refine((text) => anyAddress.safeParse(text).success, "use an IPv4 or IPv6 address")
      .optional()
      .describe(
        "With `own`: the address of this machine at which other machines reach the server. Default: it is reached on this machine alone.",
      ),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe("With `own`: its port. Default: a free one, which is kept."),
    url: engineUrlSchema
      .optional()
      .describe(
        "Where this machine reaches the Redis or Valkey server. `redis://` only on this machine, else `rediss://`, which is encrypted.",
      ),
    workerUrl: engineUrlSchema
      .optional()
      .describe("Where other machines reach the same server. Default: the same address."),
    user: z
      .string()
      .regex(/^[^\s]{1,200}$/, "use a name without spaces")
      .optional()
      .describe("User of the server that TinyAGI is. It creates a user for each worker. Default: `default`."),
    password: secretSchema.optional().describe("Password of that user."),
    ca: z
      .string()
      .regex(/^\/[^\0]{0,4095}$/, "use an absolute path")
      .optional()
      .describe(
        "PEM file of the authority that signed the server's certificate. Workers get it with their invitation. Default: a public one.",
      ),
  })
  .describe(
    "A Redis (from 7.0) or Valkey server that carries messages between this machine and its workers. Without it, agents run on this machine alone.",
  );
export type EngineSettings = z.infer<typeof engineSettingsSchema>;

export const workerSettingsSchema = z.strictObject({
  slots: z
    .int()
    .min(1)
    .max(WORKER_SLOTS_MAX)
    .default(8)
    .describe("Maximum number of agent processes that work there at the same time."),
  drain: z
    .boolean()
    .default(false)
    .describe("Whether no new runs start there. Those that work go on, and messages wait."),
});
