/**
 * Decides whether an agent has a heartbeat and when the next one is due. Pure: settings, row and time in, decision
 * out.
 */
import {
  type AgentConfig,
  HEARTBEAT_INTERVAL_MIN_S,
  type HeartbeatOff,
  type Settings,
} from "@tinyagi/contracts";
import type { HeartbeatRow } from "@tinyagi/kernel";

/** Seconds between two heartbeats without a setting, as in 0.0.20. */
export const DEFAULT_INTERVAL_S = 3_600;
/** Longest wait after failures. */
const BACK_OFF_MAX_MS = 86_400_000;

export interface HeartbeatRule {
  /** Seconds; 0 when there is none. */
  interval: number;
  /** Why there is none, or null. */
  why: HeartbeatOff | null;
}

/** Seconds of `monitoring.heartbeat_interval`; 0 = no heartbeats. What counts for an agent that somebody asked for one. */
export function defaultInterval(settings: Settings): number {
  return intervalInForce(settings.monitoring.heartbeat_interval ?? DEFAULT_INTERVAL_S);
}

/** The effective interval: 0.0.20 accepted shorter intervals but did not use them. */
export function intervalInForce(seconds: number): number {
  return seconds === 0 ? 0 : Math.max(HEARTBEAT_INTERVAL_MIN_S, seconds);
}

/**
 * Whether somebody asked for heartbeats of this agent: each one costs money, so none comes by itself. An interval is a
 * wish too, the agent's own or the one for all agents.
 */
export function isHeartbeatEnabled(agent: Pick<AgentConfig, "heartbeat">, { monitoring }: Settings): boolean {
  const { enabled, interval } = agent.heartbeat ?? {};
  return enabled ?? (interval ?? monitoring.heartbeat_interval) !== undefined;
}

export function heartbeatRule(agent: AgentConfig, settings: Settings): HeartbeatRule {
  const { enabled, interval = defaultInterval(settings) } = agent.heartbeat ?? {};
  if (enabled === false) return { interval: 0, why: "off" };
  if (interval === 0) return { interval: 0, why: "never" };
  // Scripted answers are noise, so demo agents get heartbeats only when they are switched on.
  if (agent.provider === "demo" && enabled !== true) return { interval: 0, why: "demo" };
  if (!isHeartbeatEnabled(agent, settings)) return { interval: 0, why: "unasked" };
  return { interval: intervalInForce(interval), why: null };
}

/**
 * @param failures heartbeats that failed in a row; each doubles the wait, up to a day or to the interval if that is
 * longer
 * @returns milliseconds since the epoch
 */
export function nextBeat(
  row: Pick<HeartbeatRow, "last_sent_at">,
  interval: number,
  failures: number,
): number {
  const base = Math.max(HEARTBEAT_INTERVAL_MIN_S, interval) * 1_000;
  return row.last_sent_at + Math.min(base * 2 ** failures, Math.max(base, BACK_OFF_MAX_MS));
}
