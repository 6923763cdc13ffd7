/** `backup`: the daily backup, how many are kept, and where a copy of each goes. */
import { z } from "zod";
import { secretSchema } from "./secret.js";

/** `s3://bucket` or `s3://bucket/folder`. */
const BUCKET = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[A-Za-z0-9_./-]{0,500})?$/;
const FOLDER = /^~?\/[^\p{Cc}]{0,4000}$/u;

/** Which files of the agents' workspaces a backup contains: those that define the agents, all, or none. */
export const workspaceModeSchema = z.enum(["memory", "all", "none"]);

/** A time of day on the machine's clock. */
export const clockTimeSchema = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "use hours and minutes, such as 18:00");

export const backupSettingsSchema = z
  .strictObject({
    daily: z.boolean().default(true).describe("Whether a backup is made each day."),
    at: clockTimeSchema
      .default("03:00")
      .describe("When it is made, on the machine's clock; later if TinyAGI is not running then."),
    keep: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .default(7)
      .describe(
        "Number of days whose newest daily backup is kept, here and at the target. Backups made on request are not deleted.",
      ),
    workspaces: workspaceModeSchema
      .default("memory")
      .describe(
        "Which files of the agents' workspaces it contains: those that define the agents (`memory`), all, or none.",
      ),
    target: z
      .string()
      .max(4_096)
      .refine(
        (value) => BUCKET.test(value) || FOLDER.test(value),
        "use an absolute folder, or s3://bucket/folder",
      )
      .optional()
      .describe(
        "Where a copy of each daily backup goes: an absolute folder that exists, or `s3://bucket/folder`. A backup is not encrypted and contains your keys.",
      ),
    s3: z
      .strictObject({
        endpoint: z
          .url({ protocol: /^https?$/ })
          .optional()
          .describe("Address of the S3-compatible storage. Default: that of AWS in the region."),
        region: z
          .string()
          .regex(/^[a-z0-9-]{1,64}$/, "use a name such as eu-central-1")
          .default("us-east-1")
          .describe("Region of the bucket. Storage without regions often wants `auto`."),
        access_key_id: secretSchema.optional().describe("Id of the access key."),
        access_key_secret: secretSchema.optional().describe("Secret of the access key; a secret."),
      })
      .optional()
      .describe("How the bucket of an `s3://` target is reached."),
  })
  .describe("The daily backup.");
export type BackupSettings = z.infer<typeof backupSettingsSchema>;
