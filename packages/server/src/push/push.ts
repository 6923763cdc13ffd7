/**
 * Notifications of browsers, as the handlers see them. Nothing is loaded, and no event is looked at, until the first browser
 * asks for the key.
 */
import { existsSync } from "node:fs";
import type { PushDevice, PushSubscriptionInput } from "@tinyagi/contracts";
import type { PushActor, Pusher, PusherOptions } from "./pusher.js";

export interface Push extends AsyncDisposable {
  /** Continues for the browsers of an earlier daemon. */
  start(): void;
  list(session: string | null): Promise<PushDevice[]>;
  /** The public key; the first call creates it. */
  key(): Promise<string>;
  add(input: PushSubscriptionInput, actor: PushActor): Promise<PushDevice>;
  /** @returns undefined if the browser had unsubscribed @throws AppError `NOT_FOUND` */
  test(id: string, session: string | null): Promise<PushDevice | undefined>;
  /** @throws AppError `NOT_FOUND` */
  remove(id: string, by: string): Promise<void>;
  endSession(session: string): Promise<void>;
}

export function createPush(options: PusherOptions): Push {
  let loading: Promise<Pusher> | undefined;
  const load = (): Promise<Pusher> => {
    loading ??= import("./pusher.js").then(({ createPusher }) => createPusher(options));
    // A file that was repaired is read at the next call.
    loading.catch(() => {
      loading = undefined;
    });
    return loading;
  };
  const isUsed = (): boolean => loading !== undefined || existsSync(options.path);
  return {
    start() {
      if (!isUsed()) return;
      load().catch((error: unknown) =>
        options.log.error({ err: error }, "browsers are not notified: auth/push.json cannot be used"),
      );
    },
    list: async (session) => (isUsed() ? (await load()).list(session) : []),
    key: async () => (await load()).key,
    add: async (input, actor) => (await load()).add(input, actor),
    test: async (id, session) => (await load()).test(id, session),
    remove: async (id, by) => (await load()).remove(id, by),
    async endSession(session) {
      if (isUsed()) await (await load()).endSession(session);
    },
    async [Symbol.asyncDispose]() {
      (await loading?.catch(() => undefined))?.close();
    },
  };
}
