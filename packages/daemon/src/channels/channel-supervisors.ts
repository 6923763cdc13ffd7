/** The channels of a daemon and the supervisor of each. */
import { channelEntry } from "@tinyagi/channels/process";
import { AppError, type EventData, parsePlatform } from "@tinyagi/contracts";
import { resolveConfig } from "./channel-config.js";
import { channelIds, PLATFORM_IDS } from "./channel-part.js";
import type { ChannelsOptions } from "./channels-options.js";
import { createSupervisor, type Supervisor } from "./supervisor.js";

export interface ChannelsParts extends ChannelsOptions {
  /** Of all channels that the settings named since the start: one that they no longer name may still run. */
  readonly supervisors: Map<string, Supervisor>;
  /** The settings with which each channel was last started. */
  readonly started: Map<string, string>;
  /** What the settings enabled when a channel last followed them. */
  readonly followed: Set<string>;
}

/** Channels that the settings name. */
export function named({ settings, variables }: ChannelsOptions): string[] {
  return channelIds(settings(), variables);
}

export function isNamed(options: ChannelsOptions, id: string): boolean {
  return named(options).includes(id);
}

export function isEnabled(options: ChannelsOptions, id: string): boolean {
  return options.settings().channels.enabled.includes(parsePlatform(id)) && isNamed(options, id);
}

/** Undefined for a channel that nothing knows. */
export function findSupervisor(parts: ChannelsParts, id: string): Supervisor | undefined {
  const { supervisors } = parts;
  const known = supervisors.get(id);
  if (known !== undefined || !(isNamed(parts, id) || PLATFORM_IDS.some((platform) => platform === id)))
    return known;
  const supervisor = supervise(parts, id);
  supervisors.set(id, supervisor);
  return supervisor;
}

/** The named ones, and what runs although the settings no longer name it. */
export function allChannels(parts: ChannelsParts): (readonly [string, Supervisor])[] {
  const running = [...parts.supervisors].filter(
    ([id, supervisor]) => !isNamed(parts, id) && supervisor.status().running,
  );
  return [
    ...named(parts).flatMap((id) => {
      const supervisor = findSupervisor(parts, id);
      return supervisor === undefined ? [] : [[id, supervisor] as const];
    }),
    ...running,
  ];
}

/** @throws AppError `NOT_FOUND` */
export function mustKnow(parts: ChannelsParts, id: string): Supervisor {
  const supervisor = findSupervisor(parts, id);
  if (supervisor === undefined)
    throw new AppError("NOT_FOUND", `There is no such channel. Known ones: ${named(parts).join(", ")}.`);
  return supervisor;
}

function supervise(options: ChannelsOptions, id: string): Supervisor {
  const { store, journal, redactor } = options;
  const log = options.log;
  const record = (data: EventData<"channel.changed">): void =>
    void store
      .write(() => journal.append("channel.changed", data))
      .catch((error: unknown) => log.error({ err: error }, "a channel's state could not be recorded"));
  return createSupervisor({
    ...options,
    entry: options.entry ?? channelEntry(),
    redact: redactor.text,
    async grant() {
      const { token, revoke } = options.tokens.mintChannel(id);
      try {
        const config = await resolveConfig(options, { id, entered: {}, token });
        // The process that made them has ended. Without this, its replies would wait for the end of its claims.
        await store.write(() => store.outbox.releaseClaims(id));
        return { config, revoke };
      } catch (error) {
        revoke();
        throw error;
      }
    },
    onState: (state, because) => record({ channel: id, state, ...because }),
    onNewCode: () => record({ channel: id, state: "login", renewed: true }),
  });
}
