/**
 * Hands notifications to push services, again after a failure. Guarantees: at most {@link ATTEMPTS_MAX} attempts for each,
 * and none after {@link LATE_MAX_MS}; a newer notice of the same tag takes the place of one that waits; nothing is kept
 * once it was sent, refused, or too late.
 */
import { createHash } from "node:crypto";
import type { Clock, Timer } from "@tinyagi/base";
import type { PushNotice } from "@tinyagi/contracts";
import { encryptNotice } from "./encrypt.js";
import { type PostOptions, type PostOutcome, postNotice } from "./post.js";
import type { StoredDevice } from "./push-file.js";
import type { Vapid } from "./vapid.js";

export const ATTEMPTS_MAX = 5;
const RETRY_BASE_MS = 5_000;
const RETRY_MAX_MS = 10 * 60_000;
const LATE_MAX_MS = 3_600_000;
/** How long a push service keeps a notification for a browser that is away. */
const KEPT_S = 12 * 3_600;
/** Attempts that run or wait. Further notices are dropped, oldest first. */
const OPEN_MAX = 256;
const TOPIC_CHARS = 32;

export interface Deliveries {
  send(device: StoredDevice, notice: PushNotice): void;
  /** Forgets what waits for a browser. */
  forget(deviceId: string): void;
  close(): void;
}

export interface DeliveryOptions {
  readonly vapid: Vapid;
  readonly clock: Clock;
  /** Called with each outcome, the last one of `later` too. */
  readonly onOutcome: (delivery: Delivery, outcome: PostOutcome) => void;
  /** Called for a notice that is given up before its outcome: forgotten, replaced, or one too many. */
  readonly onDropped: (delivery: Delivery) => void;
  readonly post?: PostOptions | undefined;
}

export interface Delivery {
  readonly device: StoredDevice;
  readonly notice: PushNotice;
}

interface Open extends Delivery {
  readonly since: number;
  readonly abort: AbortController;
  attempts: number;
  timer?: Timer;
}

export function createDeliveries(options: DeliveryOptions): Deliveries {
  const { clock, onOutcome, onDropped } = options;
  const open = new Map<string, Open>();

  function end(key: string): void {
    const one = open.get(key);
    open.delete(key);
    if (one === undefined) return;
    one.timer?.cancel();
    one.abort.abort();
    onDropped(one);
  }

  async function attempt(key: string, one: Open): Promise<void> {
    one.attempts += 1;
    // Besides an abort, only a stored key that is no longer one rejects.
    const outcome = await post(one, options).catch((): PostOutcome => ({ kind: "later", status: null }));
    // Something newer took its place.
    if (open.get(key) !== one) return;
    onOutcome(one, outcome);
    const delay = outcome.kind === "later" ? retryDelay(one, outcome.afterS, clock.now()) : undefined;
    if (delay === undefined) open.delete(key);
    else one.timer = clock.setTimer(delay, () => void attempt(key, one));
  }

  return {
    send(device, notice) {
      const key = `${device.id} ${tagOf(notice)}`;
      end(key);
      for (const oldest of open.keys()) {
        if (open.size < OPEN_MAX) break;
        end(oldest);
      }
      const one: Open = { device, notice, since: clock.now(), abort: new AbortController(), attempts: 0 };
      open.set(key, one);
      void attempt(key, one);
    },
    forget(deviceId) {
      for (const [key, { device }] of open) if (device.id === deviceId) end(key);
    },
    close() {
      for (const key of [...open.keys()]) end(key);
    },
  };
}

/** Undefined: no further attempt. */
function retryDelay({ attempts, since }: Open, afterS: number | undefined, now: number): number | undefined {
  const wanted = afterS === undefined ? RETRY_BASE_MS * 4 ** (attempts - 1) : afterS * 1_000;
  const delay = Math.min(wanted, RETRY_MAX_MS);
  return attempts >= ATTEMPTS_MAX || now + delay - since > LATE_MAX_MS ? undefined : delay;
}

function tagOf(notice: PushNotice): string {
  return "close" in notice ? notice.close : notice.tag;
}

async function post(
  { device, notice, abort }: Open,
  { vapid, clock, post }: DeliveryOptions,
): Promise<PostOutcome> {
  const topic = createHash("sha256").update(tagOf(notice)).digest("base64url").slice(0, TOPIC_CHARS);
  return postNotice(
    {
      endpoint: device.endpoint,
      body: encryptNotice(JSON.stringify(notice), device.keys),
      headers: {
        authorization: vapid.header(new URL(device.endpoint).origin, clock.now()),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        ttl: String(KEPT_S),
        // A notice that the browser has not fetched yet is replaced by the newer one.
        topic,
        urgency: "close" in notice ? "normal" : "high",
      },
      signal: abort.signal,
    },
    post,
  );
}
