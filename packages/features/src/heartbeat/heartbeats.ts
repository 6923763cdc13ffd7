/**
 * Regularly asks agents whether there is something to do. An agent with open work is skipped, so heartbeats cannot
 * pile up. Due times are derived from settings and store at each wake-up, so that a changed setting applies
 * immediately and a restart loses nothing.
 */

import type { Clock, Log, Timer } from "@tinyagi/base";
import {
  type AgentConfig,
  AppError,
  type HeartbeatState,
  isAppError,
  type Settings,
} from "@tinyagi/contracts";
import { isBlank } from "@tinyagi/contracts/clean-text";
import type { HeartbeatRow, Store } from "@tinyagi/kernel";
import { en } from "@tinyagi/views";
import type { AcceptedMessage, PrepareMessage } from "../schedules/firing.js";
import { defaultInterval, heartbeatRule, nextBeat } from "./heartbeat-rule.js";

/** The text of a heartbeat when heartbeat.md is missing or empty. */
export const DEFAULT_HEARTBEAT_PROMPT = "Quick status check: Any pending tasks? Keep response brief.";
export const HEARTBEAT_CHANNEL = "heartbeat";
const SENDER = "System";
const SLEEP_MAX_MS = 60_000;
/** Delay before an agent is checked again that was busy or could not be asked. */
const RETRY_MS = 30_000;

export interface HeartbeatsOptions {
  store: Store;
  clock: Clock;
  log: Log;
  settings: () => Settings;
  prepare: PrepareMessage;
  /** Text of the agent's heartbeat.md; null when the file does not exist. */
  readPrompt: (agentId: string) => Promise<string | null>;
}

export interface Heartbeats extends AsyncDisposable {
  start(): void;
  /** Computes due times again, after settings changed. */
  refresh(): void;
  /** The state of every configured agent. */
  states(): HeartbeatState[];
  /** The fields of `GET /api/status`: interval in seconds, last heartbeats in seconds since the epoch. */
  status(): { running: boolean; interval: number; lastSent: Record<string, number> };
  /**
   * Sends a heartbeat immediately, even to a busy agent. Its answer is always kept as a reply. @throws AppError
   * `NOT_FOUND`
   */
  runNow(agentId: string): Promise<AcceptedMessage>;
}

export function createHeartbeats(options: HeartbeatsOptions): Heartbeats {
  const { clock, log } = options;
  let timer: Timer | undefined;
  let working: Promise<void> | undefined;
  let stopped = true;
  let changed = false;

  function arm(delayMs: number): void {
    timer?.cancel();
    if (!stopped) timer = clock.setTimer(delayMs, wake);
  }

  function wake(): void {
    if (stopped || working !== undefined) return;
    changed = false;
    working = beatAll(options, () => stopped)
      .catch((error: unknown) => {
        log.error({ err: error }, "heartbeats could not be processed; TinyAGI will try again");
        return RETRY_MS;
      })
      .then((delayMs) => {
        working = undefined;
        arm(changed ? 0 : delayMs);
      });
  }

  return {
    start() {
      stopped = false;
      arm(0);
    },
    refresh() {
      changed = true;
      if (working === undefined) arm(0);
    },
    states: () => Object.entries(options.settings().agents).map(([id, agent]) => stateOf(options, id, agent)),
    status: () => getStatus(options),
    async runNow(agentId) {
      const { agents } = options.settings();
      if (!Object.hasOwn(agents, agentId)) throw new AppError("NOT_FOUND", `agent '${agentId}' not found`);
      return send(options, agentId, false);
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      timer?.cancel();
      await working;
    },
  };
}

/** @returns milliseconds until the next check */
async function beatAll(options: HeartbeatsOptions, isStopped: () => boolean): Promise<number> {
  let sleepMs = SLEEP_MAX_MS;
  for (const [id, agent] of Object.entries(options.settings().agents)) {
    if (isStopped()) break;
    const rule = heartbeatRule(agent, options.settings());
    if (rule.why === null) sleepMs = Math.min(sleepMs, await beat(options, id, rule.interval));
  }
  return sleepMs;
}

/** @returns milliseconds until something is due for this agent */
async function beat(options: HeartbeatsOptions, agentId: string, interval: number): Promise<number> {
  const { store, clock, log } = options;
  const now = clock.now();
  const row = store.heartbeats.get(agentId);
  if (row === undefined || row.last_sent_at > now) {
    await store.write(() => store.heartbeats.begin(agentId, now));
    return nextBeat({ last_sent_at: now }, interval, 0) - now;
  }
  const due = nextBeat(row, interval, getFailures(store, row));
  if (due > now) return due - now;
  if (store.heartbeats.isBusy(agentId)) return RETRY_MS;
  try {
    await send(options, agentId, true);
    return 0;
  } catch (error) {
    log.warn({ err: error, agentId }, "a heartbeat could not be sent; TinyAGI will try again");
    return RETRY_MS;
  }
}

async function send(options: HeartbeatsOptions, agentId: string, quiet: boolean): Promise<AcceptedMessage> {
  const { store, clock } = options;
  const text = await toPrompt(options, agentId);
  const now = clock.now();
  const accept = await options.prepare({
    text,
    target: agentId,
    channel: HEARTBEAT_CHANNEL,
    sender: SENDER,
    quiet,
    metadata: { heartbeat: agentId },
    messageId: `heartbeat_${agentId}_${now}`,
  });
  return store.write(() => {
    const accepted = accept();
    const row = store.heartbeats.get(agentId);
    store.heartbeats.sent({
      agent_id: agentId,
      last_sent_at: now,
      last_conversation_id: accepted.conversationId,
      failures: row === undefined ? 0 : getFailures(store, row),
    });
    return accepted;
  });
}

async function toPrompt({ readPrompt, log }: HeartbeatsOptions, agentId: string): Promise<string> {
  try {
    const text = (await readPrompt(agentId)) ?? "";
    return isBlank(text) ? DEFAULT_HEARTBEAT_PROMPT : text;
  } catch (error) {
    // Its text is there when the machine of the agent is.
    if (isAppError(error, "PLACE_OFFLINE")) throw error;
    // The agent controls this file. Its content must not prevent heartbeats.
    log.warn({ err: error, agentId }, "heartbeat.md could not be read");
    return DEFAULT_HEARTBEAT_PROMPT;
  }
}

/** Heartbeats that failed in a row, including the last one. The row counts those before it. */
function getFailures(store: Store, row: HeartbeatRow): number {
  const last = row.last_conversation_id;
  return last !== null && store.heartbeats.hasFailed(last) ? row.failures + 1 : 0;
}

function stateOf({ store, settings }: HeartbeatsOptions, id: string, agent: AgentConfig): HeartbeatState {
  const { interval, why } = heartbeatRule(agent, settings());
  const row = store.heartbeats.get(id);
  const failures = row === undefined ? 0 : getFailures(store, row);
  return {
    agent: id,
    enabled: why === null,
    reason: why && en.agents.heartbeatOff[why],
    why,
    interval,
    lastSentAt: row === undefined || row.last_conversation_id === null ? null : row.last_sent_at,
    nextDueAt: row === undefined || why !== null ? null : nextBeat(row, interval, failures),
    failures,
    conversationId: row?.last_conversation_id ?? null,
  };
}

function getStatus({ store, settings }: HeartbeatsOptions): ReturnType<Heartbeats["status"]> {
  const { agents } = settings();
  const sent = store.heartbeats
    .list()
    .filter((row) => row.last_conversation_id !== null && Object.hasOwn(agents, row.agent_id))
    .map((row): [string, number] => [row.agent_id, Math.floor(row.last_sent_at / 1_000)]);
  return {
    running: Object.values(agents).some((agent) => heartbeatRule(agent, settings()).why === null),
    interval: defaultInterval(settings()),
    lastSent: Object.fromEntries(sent),
  };
}
