/**
 * The channels of a daemon: starts those that the settings enable, restarts one whose settings changed, and answers the
 * API. A channel is known when this build has a program for its platform.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, Log } from "@tinyagi/base";
import { type ChannelConfig, type ChannelEntry, channelEntry, platformRow } from "@tinyagi/channels/process";
import { AppError, type EventData, platformOf, type Settings, settingsPathOf } from "@tinyagi/contracts";
import type { TokenRegistry } from "@tinyagi/features";
import { type HomePaths, resolveSecret } from "@tinyagi/home";
import type { Journal, Redactor, Store } from "@tinyagi/kernel";
import type { ChannelsPort } from "@tinyagi/server";
import {
  boundAgent,
  channelIds,
  hasSecret,
  PLATFORM_IDS,
  partOf,
  servedBy,
  variableOf,
} from "./channel-part.js";
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

export function createChannels(options: ChannelsOptions): Channels {
  const { settings, store, log, variables } = options;
  /** Of all channels that the settings named since the start: one that they no longer name may still run. */
  const supervisors = new Map<string, Supervisor>();
  /** The settings with which each channel was last started. */
  let started = new Map<string, string>();
  /** What the settings enabled when a channel last followed them. */
  const followed = new Set<string>();
  let unsubscribe = () => {};
  let work: Promise<unknown> = Promise.resolve();

  const named = (): string[] => channelIds(settings(), variables);
  const isNamed = (id: string) => named().includes(id);
  const isEnabled = (id: string) => settings().channels.enabled.includes(platformOf(id)) && isNamed(id);

  function supervisorOf(id: string): Supervisor | undefined {
    const known = supervisors.get(id);
    if (known !== undefined || !(isNamed(id) || PLATFORM_IDS.some((platform) => platform === id)))
      return known;
    const supervisor = supervise(options, id);
    supervisors.set(id, supervisor);
    return supervisor;
  }

  /** The named ones, and what runs although the settings no longer name it. */
  function all(): (readonly [string, Supervisor])[] {
    const running = [...supervisors].filter(
      ([id, supervisor]) => !isNamed(id) && supervisor.status().running,
    );
    return [
      ...named().flatMap((id) => {
        const supervisor = supervisorOf(id);
        return supervisor === undefined ? [] : [[id, supervisor] as const];
      }),
      ...running,
    ];
  }

  function mustKnow(id: string): Supervisor {
    const supervisor = supervisorOf(id);
    if (supervisor === undefined)
      throw new AppError("NOT_FOUND", `There is no such channel. Known ones: ${named().join(", ")}.`);
    return supervisor;
  }

  async function start(id: string): Promise<boolean> {
    if (!hasKey(options, id)) return false;
    started.set(id, textOf(settings(), id));
    return (await supervisorOf(id)?.start()) ?? false;
  }

  /** @returns whether the settings enable it now and did not when this was asked last, or the other way round */
  function noteSwitch(id: string): boolean {
    const before = followed.has(id);
    if (isEnabled(id)) followed.add(id);
    else followed.delete(id);
    return isEnabled(id) !== before;
  }

  /**
   * A channel that was enabled starts, one that was disabled stops, one with other settings does both. What a person
   * started or stopped stays so when other settings change.
   */
  async function follow(id: string, supervisor: Supervisor): Promise<void> {
    const { state } = supervisor.status();
    const isUp = state !== "stopped" && state !== "failed";
    const isSwitched = noteSwitch(id);
    const isChanged = started.get(id) !== textOf(settings(), id);
    if (!isSwitched && !isChanged) return;
    const shouldRun = isEnabled(id) || (isUp && !isSwitched && isNamed(id));
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
        all().map(([id, supervisor]) => {
          const { running, pid, state, reason } = supervisor.status();
          const known = {
            ...(pid === undefined ? {} : { pid }),
            ...(reason === undefined ? {} : { reason }),
          };
          return [id, { running, enabled: isEnabled(id), state, ...known }];
        }),
      );
    },
    list: () =>
      all().map(([id, supervisor]) => ({
        id,
        enabled: isEnabled(id),
        ...supervisor.status(),
        waiting: store.outbox.countOpenOf(id),
      })),
    enabled: () => settings().channels.enabled,
    start,
    stop: async (id) => (await supervisorOf(id)?.stop()) ?? false,
    async check(id, given) {
      // A bot may be tried before the settings name it.
      if (servedBy(id) === undefined) mustKnow(id);
      const config = await configOf(options, { id, entered: given, token: "" });
      return checkOnce({ ...options, entry: options.entry ?? channelEntry(), config });
    },
    async reset(id) {
      await mustKnow(id).stop();
      await rm(stateFolderOf(options.paths, id), { recursive: true, force: true });
    },
    open() {
      started = new Map();
      for (const id of named().filter(noteSwitch)) tryTo(() => start(id));
      unsubscribe = options.journal.subscribe((event) => {
        if (event.type !== "settings.changed") return;
        // Each on its own: a channel that cannot start must not keep the others from following.
        for (const [id, supervisor] of new Map([...supervisors, ...all()]))
          tryTo(() => follow(id, supervisor));
      });
    },
    async [Symbol.asyncDispose]() {
      unsubscribe();
      await work;
      await Promise.all([...supervisors.values()].map((supervisor) => supervisor.stop()));
    },
  };
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
 * With the resolved secret: the process has no other way to it.
 *
 * @param entered what counts instead of the settings, for a check
 * @throws AppError `SECRET_UNRESOLVED`, `INVALID_INPUT` as `channelSecret`
 */
async function configOf(
  options: ChannelsOptions,
  { id, entered, token }: { id: string; entered: Values; token: string },
): Promise<ChannelConfig> {
  const values = { ...partOf(options.settings(), id), ...entered };
  const agent = boundAgent(options.settings(), id);
  return {
    channel: id,
    ...(agent === undefined ? {} : { agent }),
    baseUrl: options.baseUrl(),
    token,
    settings: {
      ...values,
      ...(await secretFor(options, { id, entered, values })),
      ...endpointOf(options, id),
    },
    language: options.settings().language,
    filesIn: options.paths.filesIn,
    stateFolder: stateFolderOf(options.paths, id),
  };
}

async function secretFor(
  options: ChannelsOptions,
  { id, entered, values }: { id: string; entered: Values; values: Values },
): Promise<Record<string, string>> {
  const platform = servedBy(id);
  const { secret, more = [] } = platform === undefined ? {} : platformRow(platform);
  const keys = [
    ...(secret === undefined ? [] : [{ key: secret, variable: variableOf(id) }]),
    ...more.map((key) => ({ key, variable: "" })),
  ];
  const secrets: Record<string, string> = {};
  for (const { key, variable } of keys) {
    const value = channelSecret({
      setting: [...settingsPathOf(id), key].join("."),
      variable,
      entered: entered[key],
      saved: partOf(options.settings(), id)[key],
      fromVariable: options.variables[variable],
      apiRoot: values.api_root,
    });
    const resolved = await resolveSecret(value, { env: options.variables });
    options.redactor.learn(resolved);
    secrets[key] = resolved;
  }
  return secrets;
}

/** Only the environment of the daemon names it: a changed setting must not lead a session elsewhere. */
function endpointOf({ variables }: ChannelsOptions, id: string): { api_root?: string | undefined } {
  const platform = servedBy(id);
  const endpoint = platform && platformRow(platform).endpoint;
  return endpoint === undefined ? {} : { api_root: variables[endpoint] };
}

/** An account that a phone links needs no key. */
function hasKey({ settings, variables }: ChannelsOptions, id: string): boolean {
  const platform = servedBy(id);
  if (platform === undefined) return false;
  return platformRow(platform).secret === undefined || hasSecret(settings(), id, variables);
}

function textOf(settings: Settings, id: string): string {
  return JSON.stringify([partOf(settings, id), settings.language]);
}

function stateFolderOf(paths: HomePaths, id: string): string {
  return join(paths.home, "channels", id);
}
