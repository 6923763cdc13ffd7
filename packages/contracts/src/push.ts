/** Notifications that reach a browser while no page of TinyOffice is open (Web Push, RFC 8030). */
import { z } from "zod";

/** Browsers that are notified at most. */
export const PUSH_DEVICES_MAX = 16;
export const PUSH_DEVICE_ID_PATTERN = /^push_[0-9a-f]{12}$/;
export const pushDeviceIdSchema = z
  .string()
  .regex(PUSH_DEVICE_ID_PATTERN, "use an id such as push_0123456789ab, as `tinyagi push list` prints it");

/** A point of the curve P-256 without compression: 65 bytes. */
const POINT = /^[A-Za-z0-9_-]{87}$/;
/** 16 bytes. */
const AUTH_SECRET = /^[A-Za-z0-9_-]{22}$/;

/** What `PushSubscription.toJSON()` of a browser gives, with a name for people. */
export const pushSubscriptionSchema = z.strictObject({
  endpoint: z
    .string()
    .min(10)
    .max(1_000)
    .describe("Address at the push service of the browser. Only `https:`."),
  keys: z.strictObject({
    p256dh: z.string().regex(POINT, "use the browser's public key: 65 bytes in base64url"),
    auth: z.string().regex(AUTH_SECRET, "use the browser's secret: 16 bytes in base64url"),
  }),
  name: z.string().trim().min(1).max(60).describe("What people call this browser."),
});
export type PushSubscriptionInput = z.infer<typeof pushSubscriptionSchema>;

/** Why the last notification did not reach the push service. `refused`: it answered with a status that is no success. */
export const PUSH_PROBLEMS = ["unreachable", "refused", "not_public"] as const;

export const pushDeviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Host of the push service. */
  service: z.string(),
  createdAt: z.number(),
  /** When the push service last took a notification. */
  sentAt: z.number().nullable(),
  problem: z.object({ code: z.enum(PUSH_PROBLEMS), status: z.number().int().nullable() }).nullable(),
  /** Whether the session that asks added it. */
  isOwn: z.boolean(),
});
export type PushDevice = z.infer<typeof pushDeviceSchema>;
export type PushProblem = NonNullable<PushDevice["problem"]>;

export const PUSH_KINDS = [
  "permission",
  "question",
  "plan",
  "budget",
  "failure",
  "answer",
  "many",
  "test",
] as const;
export type PushKind = (typeof PUSH_KINDS)[number];

/**
 * What the service worker of TinyOffice gets, encrypted for it. It has facts only: the words are those of the page that
 * subscribed.
 */
export type PushNotice =
  | { readonly close: string }
  | {
      readonly kind: PushKind;
      /** A later notice with the same tag takes the place of this one. */
      readonly tag: string;
      /** Name of the agent. */
      readonly agent?: string;
      /** What it is about, if the settings show it on a locked screen. */
      readonly text?: string;
      /** Of `many`. */
      readonly count?: number;
      /** The request that can be denied from the notification. Approved only if all of it is in `text`. */
      readonly request?: { readonly id: string; readonly digest: string; readonly isWhole: boolean };
      /** Page of TinyOffice that shows it. */
      readonly path: string;
    };
