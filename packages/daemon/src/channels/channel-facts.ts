/** What is known of a supervised channel, and how it changes by what its process says. */
import type { Clock, Log, Timer } from "@tinyagi/base";
import type { ChannelConfig, ChannelEntry, FromChannel } from "@tinyagi/channels/process";
import type { ChannelState, ChannelStatus, ChannelWhy } from "@tinyagi/contracts";
import { whyPhrase } from "@tinyagi/views";
import type { ChannelProcess } from "./channel-process.js";
import { recentCrashes } from "./restart-delay.js";

/** What the supervisor knows of its channel. */
export type SupervisedStatus = Omit<ChannelStatus, "id" | "enabled" | "waiting">;

export interface SupervisorOptions {
  readonly entry: ChannelEntry;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Settings, secrets and a token for one process. `revoke` makes the token worthless. */
  readonly grant: () => Promise<{ config: ChannelConfig; revoke: () => void }>;
  readonly clock: Clock;
  readonly log: Log;
  /** Removes secrets from texts of the process. */
  readonly redact: (text: string) => string;
  readonly onState: (state: ChannelState, because: Because) => void;
  /** While it waits for a login, another code took the place of the last one. */
  readonly onNewCode: () => void;
}

/** Why a channel does not work. The sentence beside a fact is for clients of earlier releases. */
export interface Because {
  readonly reason?: string;
  readonly why?: ChannelWhy;
}

interface Facts {
  state: ChannelState;
  since: number;
  account?: string | undefined;
  /** What the platform or the system said. */
  reason?: string | undefined;
  /** What TinyAGI found. */
  why?: ChannelWhy | undefined;
  nextStartAt?: number | undefined;
  login?: ChannelStatus["login"];
}

export interface Watch {
  /** Milliseconds since the epoch. */
  heardAt: number;
  /** Pings since then. */
  unanswered: number;
  /** What was known before it stopped to answer. */
  before: Facts | undefined;
  /** Why the process says that it cannot work. */
  failure: Because | undefined;
}

export interface SupervisorParts extends SupervisorOptions {
  facts: Facts;
  /** Times of unexpected ends. */
  crashes: readonly number[];
  live: ChannelProcess | undefined;
  watched: Watch | undefined;
  restart: Timer | undefined;
  /** Whether it should run. An answer that arrives after `stop` must not start it again. */
  wanted: boolean;
}

/** Says what is true now, and tells of what changed. */
export function become(parts: SupervisorParts, state: ChannelState, more: Partial<Facts> = {}): void {
  const { facts } = parts;
  const { account } = facts;
  const isNew = facts.state !== state || facts.reason !== more.reason;
  // The code of a login changes every few seconds, and whoever shows it must learn of the next one.
  const isNewCode = JSON.stringify(facts.login) !== JSON.stringify(more.login);
  parts.facts = { state, since: isNew ? parts.clock.now() : facts.since, account, ...more };
  if (isNew) parts.onState(state, toBecause(parts.facts));
  else if (isNewCode) parts.onNewCode();
}

/** It does not answer. */
export function stall(parts: SupervisorParts, watch: Watch): void {
  watch.before = parts.facts;
  become(parts, "stalled", { why: toSilence(watch, parts.clock.now()) });
}

/** What was true before it stopped to answer is true again, until it says otherwise. */
function recover(parts: SupervisorParts, { state, since: _began, ...more }: Facts): void {
  if (parts.facts.state === "stalled") become(parts, state, more);
}

/** What the process says. */
export function takeReport(parts: SupervisorParts, message: FromChannel, watch: Watch): void {
  const { clock, log, redact } = parts;
  watch.heardAt = clock.now();
  watch.unanswered = 0;
  if (watch.before !== undefined) recover(parts, watch.before);
  watch.before = undefined;
  if (message.kind === "failed") watch.failure = redacted(message, redact);
  else if (message.kind === "log") log[message.level](message.fields, redact(message.message));
  else if (message.kind === "connection") {
    const { connection } = message;
    if (connection.state === "connecting") become(parts, "starting");
    else if (connection.state === "connected") become(parts, "connected", { account: connection.account });
    else if (connection.state === "login") become(parts, "login", { login: connection.login });
    else become(parts, "reconnecting", redacted(connection, redact));
  }
}

/** What a platform says may repeat a secret. */
function redacted(
  { reason, why }: { reason: string; why?: ChannelWhy | undefined },
  redact: (text: string) => string,
): Because {
  const said = why?.code === "channel.platform" && why.said !== undefined ? { said: redact(why.said) } : {};
  return { reason: redact(reason), ...(why === undefined ? {} : { why: { ...why, ...said } }) };
}

/** As `Supervisor.status`. */
export function getStatus({ facts, crashes, live, watched, clock }: SupervisorParts): SupervisedStatus {
  const recent = recentCrashes(crashes, clock.now()).length;
  const pid = live?.pid;
  return {
    ...withoutUndefined(facts),
    ...toBecause(facts),
    ...(watched === undefined ? {} : describeLastHeard(watched, facts.state, clock.now())),
    running: live !== undefined,
    crashes: recent,
    ...(pid === undefined ? {} : { pid }),
  };
}

/** The age of what is shown. */
function describeLastHeard(watch: Watch, state: ChannelState, now: number): { heardAt: number } & Because {
  const { heardAt } = watch;
  return state === "stalled" ? { heardAt, ...toBecause({ why: toSilence(watch, now) }) } : { heardAt };
}

function toSilence({ heardAt }: Watch, now: number): ChannelWhy {
  return { code: "channel.silent", seconds: Math.round((now - heardAt) / 1_000) };
}

function toBecause({ reason, why }: Pick<Facts, "reason" | "why">): Because {
  if (why !== undefined) return { reason: reason ?? whyPhrase(why), why };
  return reason === undefined ? {} : { reason };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined(
  facts: Facts,
): Pick<Facts, "state" | "since"> & Present<Omit<Facts, "state" | "since">> {
  const { state, since, ...rest } = facts;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { state, since, ...(Object.fromEntries(given) as Present<typeof rest>) };
}
