/**
 * `<home>/auth/push.json`: the key of this home towards push services, and the browsers that are notified. Readable by its
 * owner only. Like the other credentials of this folder, it is in no backup: what a browser subscribed to ends with it.
 */
import { readFileSync } from "node:fs";
import { errorCode, replaceFileSync } from "@tinyagi/base";
import { pushSubscriptionSchema } from "@tinyagi/contracts";
import { z } from "zod";

const deviceSchema = pushSubscriptionSchema.extend({
  id: z.string(),
  /** Session that added it; its logout removes the browser. Null: the operator. */
  session: z.string().nullable(),
  createdAt: z.number(),
  sentAt: z.number().nullable(),
  problem: z
    .object({ code: z.enum(["unreachable", "refused", "not_public"]), status: z.number().nullable() })
    .nullable(),
});
export type StoredDevice = z.infer<typeof deviceSchema>;

const stateSchema = z.object({
  version: z.literal(1),
  /** Private key, PKCS #8 as PEM. */
  key: z.string(),
  /** The last event that was looked at, so that a restart loses none. */
  seq: z.number(),
  devices: z.array(deviceSchema),
});
export type PushState = z.infer<typeof stateSchema>;

/** Undefined if there is none. @throws an error for a file that cannot be read or used */
export function readPushState(path: string): PushState | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  return stateSchema.parse(JSON.parse(text));
}

export function writePushState(path: string, state: PushState): void {
  replaceFileSync(path, `${JSON.stringify(state)}\n`);
}
