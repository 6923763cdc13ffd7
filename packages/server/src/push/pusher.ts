/**
 * Notifies browsers of what needs a person: loaded only when a browser was added. Guarantees: an answered need closes its
 * notification where the browser allows it; a browser that unsubscribed is forgotten.
 */
import type { PushDevice, PushNotice, PushSubscriptionInput } from "@tinyagi/contracts";
import { type AnnouncerOptions, startAnnouncer } from "./announcer.js";
import { createDeliveries, type Delivery } from "./deliveries.js";
import { deviceView, mustShow, problemOf, toDevice } from "./device.js";
import { type DevicesOptions, openDevices } from "./devices.js";
import type { PostOptions, PostOutcome } from "./post.js";
import type { StoredDevice } from "./push-file.js";
import { openVapid } from "./vapid.js";

const TEST: PushNotice = { kind: "test", tag: "test", path: "/settings?tab=push" };

export type PusherOptions = DevicesOptions &
  Omit<AnnouncerOptions, "devices" | "send"> & {
    readonly store: DevicesOptions["store"] & AnnouncerOptions["store"];
    readonly journal: DevicesOptions["journal"] & AnnouncerOptions["journal"];
    readonly post?: PostOptions | undefined;
  };

/** Who adds a browser. */
export interface PushActor {
  readonly by: string;
  /** Its logout removes the browser. Null: no session. */
  readonly session: string | null;
}

export interface Pusher {
  /** The public key. */
  readonly key: string;
  list(session: string | null): PushDevice[];
  /** @throws AppError `INVALID_INPUT`, `CONFLICT` */
  add(input: PushSubscriptionInput, actor: PushActor): Promise<PushDevice>;
  /** @returns the browser after the attempt; undefined if it had unsubscribed @throws AppError `NOT_FOUND` */
  test(id: string, session: string | null): Promise<PushDevice | undefined>;
  /** @throws AppError `NOT_FOUND` */
  remove(id: string, by: string): Promise<void>;
  endSession(session: string): Promise<void>;
  close(): void;
}

/** @throws an error for a file that cannot be used */
export function createPusher(options: PusherOptions): Pusher {
  const { clock, log } = options;
  const devices = openDevices(options);
  const vapid = openVapid(devices.key);
  const tests = createTests();
  const deliveries = createDeliveries({
    vapid,
    clock,
    onOutcome: settle,
    onDropped: endTest,
    post: options.post,
  });
  const stop = startAnnouncer({ ...options, devices, send });

  function send(notice: PushNotice): void {
    for (const device of devices.all())
      if (!("close" in notice && mustShow(device))) deliveries.send(device, notice);
  }

  function settle({ device, notice }: Delivery, outcome: PostOutcome): void {
    device.problem = problemOf(outcome);
    if (outcome.kind === "sent") device.sentAt = clock.now();
    else log.warn({ device: device.id, outcome: outcome.kind }, "a push service did not take a notification");
    if (outcome.kind === "gone")
      forget(device, "unsubscribed").catch((error: unknown) =>
        log.error({ err: error }, "a browser that unsubscribed could not be removed"),
      );
    else devices.save();
    endTest({ device, notice });
  }

  /** Another notice of the browser says nothing about its test. */
  function endTest({ device, notice }: Delivery): void {
    if (notice === TEST) tests.settle(device.id);
  }

  function forget(device: StoredDevice, by: string): Promise<void> {
    deliveries.forget(device.id);
    return devices.remove(device, by);
  }

  return {
    key: vapid.publicKey,
    list: (session) => devices.all().map((device) => deviceView(device, session)),
    async add(input, { by, session }) {
      const device = toDevice(input, session, clock.now());
      await devices.add(device, by);
      return deviceView(device, session);
    },
    async test(id, session) {
      const device = devices.get(id);
      // First: it ends an earlier test of this browser.
      deliveries.send(device, TEST);
      await tests.wait(id);
      return devices.all().includes(device) ? deviceView(device, session) : undefined;
    },
    remove: (id, by) => forget(devices.get(id), by),
    async endSession(session) {
      for (const device of devices.all()) if (device.session === session) await forget(device, "logout");
    },
    close() {
      stop();
      deliveries.close();
      tests.settleAll();
    },
  };
}

/** Who waits for the first outcome of a test. */
function createTests() {
  const waiting = new Map<string, () => void>();
  return {
    wait: (id: string) =>
      new Promise<void>((resolve) => {
        waiting.get(id)?.();
        waiting.set(id, resolve);
      }),
    settle(id: string): void {
      waiting.get(id)?.();
      waiting.delete(id);
    },
    settleAll(): void {
      for (const resolve of waiting.values()) resolve();
      waiting.clear();
    },
  };
}
