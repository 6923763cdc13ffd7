/**
 * The channels of a daemon: starts those that the settings enable, restarts one whose settings changed, and answers the
 * API. A channel is known when this build has a program for its platform.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type ChannelConfig,
  type ChannelEntry,
  channelEntry,
  isPlatformId,
  PLATFORMS,
  type PlatformId,
  platformRow,
} from "@tinyagi/channels/process";
import { AppError, type EventData, type Settings } from "@tinyagi/contracts";
import {
  type Clock,
  type HomePaths,
  type Journal,
  type Log,
  type Redactor,
  resolveSecret,
  type Store,
  type TokenRegistry,
} from "@tinyagi/core";
import type { ChannelsPort } from "@tinyagi/server";
import { channelSecret } from "./channel-secret.js";
import { checkOnce } from "./check-once.js";
import { createSupervisor, type Supervisor } from "./supervisor.js";

export interface ChannelsOptions {
  readonly settings: () => Settings;
  readonly tokens: Pick<TokenRegistry, "mintChannel">;
  readonly store: Store;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly redactor: Redactor;
  readonly paths: HomePaths;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Where the API answers, once it is bound. */
  readonly baseUrl: () => string;
  /** The program of channels. Default: the one of the channels package. */
  readonly entry?: ChannelEntry | undefined;
}

export interface Channels extends ChannelsPort, AsyncDisposable {
  /** Starts the enabled channels, and follows the settings from now on. Does not wait for platforms. */
  open(): void;
}

const IDS = Object.keys(PLATFORMS).filter(isPlatformId);

export function createChannels(options: ChannelsOptions): Channels {
  const { settings, store, log } = options;
  const supervisors = new Map(IDS.map((id) => [id, supervise(options, id)]));
  /** The settings with which each channel was last started. */
  let started = new Map<PlatformId, string>();
  /** What the settings enabled when a channel last followed them. */
  const followed = new Set<PlatformId>();
  let unsubscribe = () => {};
  let work: Promise<unknown> = Promise.resolve();

  const supervisorOf = (id: string): Supervisor | undefined =>
    isPlatformId(id) ? supervisors.get(id) : undefined;
  const isEnabled = (id: string) => settings().channels.enabled.includes(id);

  function mustKnow(id: string): { known: PlatformId; supervisor: Supervisor } {
    const supervisor = supervisorOf(id);
    if (!isPlatformId(id) || supervisor === undefined)
      throw new AppError("NOT_FOUND", `There is no such channel. Known ones: ${IDS.join(", ")}.`);
    return { known: id, supervisor };
  }

  async function start(id: PlatformId): Promise<boolean> {
    if (platformRow(id).secret !== undefined && !hasSecret(options, id)) return false;
    started.set(id, partOf(settings(), id));
    return (await supervisors.get(id)?.start()) ?? false;
  }

  /** @returns whether the settings enable it now and did not when this was asked last, or the other way round */
  function noteSwitch(id: PlatformId): boolean {
    const before = followed.has(id);
    if (isEnabled(id)) followed.add(id);
    else followed.delete(id);
    return isEnabled(id) !== before;
  }

  /**
   * A channel that was enabled starts, one that was disabled stops, one with other settings does both. What a person
   * started or stopped stays so when other settings change.
   */
  async function follow(id: PlatformId, supervisor: Supervisor): Promise<void> {
    const { state } = supervisor.status();
    const isUp = state !== "stopped" && state !== "failed";
    const isSwitched = noteSwitch(id);
    const isChanged = started.get(id) !== partOf(settings(), id);
    if (!isSwitched && !isChanged) return;
    const shouldRun = isEnabled(id) || (isUp && !isSwitched);
    if (isUp && (isChanged || !shouldRun)) await supervisor.stop();
    if (shouldRun) await start(id);
  }

  /** One after the other: two changes of the settings must not start a channel twice. Never rejects. */
  function tryTo(act: () => Promise<unknown>): void {
    work = work.then(act).catch((error: unknown) => {
      log.error({ err: error }, "a channel could not be started");
    });
  }

  return {
    status() {
      return Object.fromEntries(
        [...supervisors].map(([id, supervisor]) => {
          const { running, pid, state, reason } = supervisor.status();
          const known = {
            ...(pid === undefined ? {} : { pid }),
            ...(reason === undefined ? {} : { reason }),
          };
          return [id, { running, state, ...known }];
        }),
      );
    },
    list: () =>
      [...supervisors].map(([id, supervisor]) => ({
        id,
        enabled: isEnabled(id),
        ...supervisor.status(),
        waiting: store.outbox.countOpenOf(id),
      })),
    enabled: () => settings().channels.enabled,
    start: async (id) => isPlatformId(id) && start(id),
    stop: async (id) => (await supervisorOf(id)?.stop()) ?? false,
    async check(id, given) {
      const { known } = mustKnow(id);
      const config = await configOf(options, { id: known, entered: given, token: "" });
      return checkOnce({ ...options, entry: options.entry ?? channelEntry(), config });
    },
    async reset(id) {
      const { known, supervisor } = mustKnow(id);
      await supervisor.stop();
      await rm(stateFolderOf(options.paths, known), { recursive: true, force: true });
    },
    open() {
      started = new Map();
      for (const id of IDS.filter(noteSwitch)) tryTo(() => start(id));
      unsubscribe = options.journal.subscribe((event) => {
        if (event.type !== "settings.changed") return;
        // Each on its own: a channel that cannot start must not keep the others from following.
        for (const [id, supervisor] of supervisors) tryTo(() => follow(id, supervisor));
      });
    },
    async [Symbol.asyncDispose]() {
      unsubscribe();
      await work;
      await Promise.all([...supervisors.values()].map((supervisor) => supervisor.stop()));
    },
  };
}

function supervise(options: ChannelsOptions, id: PlatformId): Supervisor {
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
        const config = await configOf(options, { id, entered: {}, token });
        // The process that made them has ended. Without this, its replies would wait for the end of its claims.
        await store.write(() => store.outbox.releaseClaims(id));
        return { config, revoke };
      } catch (error) {
        revoke();
        throw error;
      }
    },
    onState: (state, reason) => record({ channel: id, state, ...(reason === undefined ? {} : { reason }) }),
    onNewCode: () => record({ channel: id, state: "login", renewed: true }),
  });
}

type Values = Readonly<Record<string, unknown>>;

/**
 * With the resolved secrets: the process has no other way to it.
 *
 * @param entered what counts instead of the settings, for a check
 * @throws AppError `SECRET_UNRESOLVED`, `INVALID_INPUT` as `channelSecret`
 */
async function configOf(
  options: ChannelsOptions,
  { id, entered, token }: { id: PlatformId; entered: Values; token: string },
): Promise<ChannelConfig> {
  const values = { ...settingsOf(options.settings(), id), ...entered };
  return {
    channel: id,
    baseUrl: options.baseUrl(),
    token,
    settings: {
      ...values,
      ...(await secretFor(options, { id, entered, values })),
      ...endpointOf(options, id),
    },
    filesIn: options.paths.filesIn,
    stateFolder: stateFolderOf(options.paths, id),
  };
}

async function secretFor(
  options: ChannelsOptions,
  { id, entered, values }: { id: PlatformId; entered: Values; values: Values },
): Promise<Record<string, string>> {
  const { secret, variable = "", more = [] } = platformRow(id);
  const keys = [
    ...(secret === undefined ? [] : [{ setting: secret, variable }]),
    ...more.map((setting) => ({ setting, variable: "" })),
  ];
  const secrets: Record<string, string> = {};
  for (const { setting, variable: name } of keys) {
    const value = channelSecret({
      channel: id,
      setting,
      variable: name,
      entered: entered[setting],
      saved: settingsOf(options.settings(), id)[setting],
      fromVariable: options.variables[name],
      apiRoot: values.api_root,
    });
    const resolved = await resolveSecret(value, { env: options.variables });
    options.redactor.learn(resolved);
    secrets[setting] = resolved;
  }
  return secrets;
}

/** Only the environment of the daemon names it: a changed setting must not lead a session elsewhere. */
function endpointOf({ variables }: ChannelsOptions, id: PlatformId): { api_root?: string | undefined } {
  const { endpoint } = platformRow(id);
  return endpoint === undefined ? {} : { api_root: variables[endpoint] };
}

function hasSecret({ settings, variables }: ChannelsOptions, id: PlatformId): boolean {
  const { secret = "", variable = "" } = platformRow(id);
  return [variables[variable], settingsOf(settings(), id)[secret]].some(
    (value) => typeof value === "string" && value !== "",
  );
}

function settingsOf(settings: Settings, id: PlatformId): Readonly<Record<string, unknown>> {
  return settings.channels[id] ?? {};
}

function partOf(settings: Settings, id: PlatformId): string {
  return JSON.stringify(settingsOf(settings, id));
}

function stateFolderOf(paths: HomePaths, id: PlatformId): string {
  return join(paths.home, "channels", id);
}
