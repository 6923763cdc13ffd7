/**
 * The channels of a daemon: starts those that the settings enable, restarts one whose settings changed, and answers the
 * API. A channel is known when this build has a program for its platform.
 */
import { rm } from "node:fs/promises";
import { channelEntry } from "@tinyagi/channels/process";
import type { ChannelsPort } from "@tinyagi/server";
import { getStateFolder, resolveConfig } from "./channel-config.js";
import { servedBy } from "./channel-part.js";
import {
  allChannels,
  type ChannelsParts,
  findSupervisor,
  isEnabled,
  mustKnow,
  named,
} from "./channel-supervisors.js";
import type { ChannelsOptions } from "./channels-options.js";
import { checkOnce } from "./check-once.js";
import { followSettings, noteSwitch, startChannel } from "./follow-settings.js";

export interface Channels extends ChannelsPort, AsyncDisposable {
  /** Starts the enabled channels, and follows the settings from now on. Does not wait for platforms. */
  open(): void;
}

export function createChannels(options: ChannelsOptions): Channels {
  const parts: ChannelsParts = {
    ...options,
    supervisors: new Map(),
    started: new Map(),
    followed: new Set(),
  };
  let unsubscribe = () => {};
  let work: Promise<unknown> = Promise.resolve();

  /** One after the other: two changes of the settings must not start a channel twice. Never rejects. */
  function tryTo(act: () => Promise<unknown>): void {
    work = work.then(act).catch((error: unknown) => {
      options.log.error({ err: error }, "a channel could not be started");
    });
  }

  return {
    status() {
      return Object.fromEntries(
        allChannels(parts).map(([id, supervisor]) => {
          const { running, pid, state, reason, why } = supervisor.status();
          const known = {
            ...(pid === undefined ? {} : { pid }),
            ...(reason === undefined ? {} : { reason }),
            ...(why === undefined ? {} : { why }),
          };
          return [id, { running, enabled: isEnabled(parts, id), state, ...known }];
        }),
      );
    },
    list: () =>
      allChannels(parts).map(([id, supervisor]) => ({
        id,
        enabled: isEnabled(parts, id),
        ...supervisor.status(),
        waiting: options.store.outbox.countOpenOf(id),
      })),
    enabled: () => options.settings().channels.enabled,
    start: (id) => startChannel(parts, id),
    stop: async (id) => (await findSupervisor(parts, id)?.stop()) ?? false,
    async check(id, given) {
      // A bot may be tried before the settings name it.
      if (servedBy(id) === undefined) mustKnow(parts, id);
      const config = await resolveConfig(options, { id, entered: given, token: "" });
      return checkOnce({ ...options, entry: options.entry ?? channelEntry(), config });
    },
    async reset(id) {
      await mustKnow(parts, id).stop();
      await rm(getStateFolder(options.paths, id), { recursive: true, force: true });
    },
    open() {
      parts.started.clear();
      for (const id of named(parts).filter((one) => noteSwitch(parts, one)))
        tryTo(() => startChannel(parts, id));
      unsubscribe = options.journal.subscribe((event) => {
        if (event.type !== "settings.changed") return;
        // Each on its own: a channel that cannot start must not keep the others from following.
        for (const [id, supervisor] of new Map([...parts.supervisors, ...allChannels(parts)]))
          tryTo(() => followSettings(parts, id, supervisor));
      });
    },
    async [Symbol.asyncDispose]() {
      unsubscribe();
      await work;
      await Promise.all([...parts.supervisors.values()].map((supervisor) => supervisor.stop()));
    },
  };
}
