/** One browser that is notified: what it gave, and what people see of it. Pure. */
import { createHash } from "node:crypto";
import { AppError, type PushDevice, type PushSubscriptionInput } from "@tinyagi/contracts";
import { isPoint } from "./encrypt.js";
import { checkedEndpoint, type PostOutcome } from "./post.js";
import type { StoredDevice } from "./push-file.js";

const ID_CHARS = 12;
/** Browsers of this service withdraw the permission of a page whose pushes show nothing. */
const MUST_SHOW = ".push.apple.com";

/** @throws AppError `INVALID_INPUT` for what no browser gives */
export function toDevice(input: PushSubscriptionInput, session: string | null, now: number): StoredDevice {
  if (checkedEndpoint(input.endpoint) === undefined)
    throw new AppError("INVALID_INPUT", "Use the https:// address that the browser gives as its endpoint.");
  if (!isPoint(input.keys.p256dh))
    throw new AppError("INVALID_INPUT", "Use the public key that the browser gives as p256dh.");
  // The same browser is the same device, however often it subscribes.
  const id = `push_${createHash("sha256").update(input.endpoint).digest("hex").slice(0, ID_CHARS)}`;
  return { ...input, id, session, createdAt: now, sentAt: null, problem: null };
}

/** @param session of who looks; null: not a page */
export function deviceView(device: StoredDevice, session: string | null): PushDevice {
  const { id, name, createdAt, sentAt, problem } = device;
  const isOwn = session !== null && device.session === session;
  return { id, name, service: serviceOf(device), createdAt, sentAt, problem, isOwn };
}

export function serviceOf({ endpoint }: Pick<StoredDevice, "endpoint">): string {
  return new URL(endpoint).host;
}

/** Whether each push must show something, so that none can close a notification. */
export function mustShow({ endpoint }: Pick<StoredDevice, "endpoint">): boolean {
  return new URL(endpoint).hostname.endsWith(MUST_SHOW);
}

/** What people should know of an outcome; null: nothing. */
export function problemOf(outcome: PostOutcome): StoredDevice["problem"] {
  switch (outcome.kind) {
    case "later":
      return outcome.status === null
        ? { code: "unreachable", status: null }
        : { code: "refused", status: outcome.status };
    case "refused":
      return { code: "refused", status: outcome.status };
    case "not_public":
      return { code: "not_public", status: null };
    default:
      return null;
  }
}
