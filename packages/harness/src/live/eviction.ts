/** Which kept programs are closed, so that they cost no more than the settings allow. Pure: the least recently used go first. */
import type { AgentStart, Settings } from "@tinyagi/contracts";

/** Limits of what is kept. */
export interface KeepLimits {
  readonly idleMs: number;
  readonly maxIdle: number;
  readonly maxIdleBytes: number;
  /** Programs that were opened ahead. */
  readonly spares: number;
}

const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;

/** The limits that the settings name. */
export function keepLimits({
  enabled,
  idleMinutes,
  maxIdle,
  maxIdleMemoryMB,
  spares,
}: Settings["execution"]["live"]): KeepLimits {
  return {
    idleMs: idleMinutes * MINUTE_MS,
    maxIdle: enabled ? maxIdle : 0,
    maxIdleBytes: maxIdleMemoryMB * MIB,
    spares: enabled && maxIdle > 0 ? spares : 0,
  };
}

/** A program that waits for its next prompt. */
export interface IdleProgram {
  readonly lane: string;
  /** When its last turn ended, milliseconds. */
  readonly idleSince: number;
  /** Memory that it uses; 0 where nobody can measure it. */
  readonly bytes: number;
  /** Opened ahead, and never used: it is closed before all others. */
  readonly isAhead: boolean;
}

/** A program to close. The reason is told to the next run of the lane. */
export interface Eviction {
  readonly lane: string;
  readonly reason: Extract<AgentStart, "expired" | "too_many" | "memory">;
}

/** @param now milliseconds, by the clock of `idleSince` */
export function evictions(idle: readonly IdleProgram[], limits: KeepLimits, now: number): Eviction[] {
  const lastClosedFirst = idle.toSorted(
    (one, other) => Number(one.isAhead) - Number(other.isAhead) || other.idleSince - one.idleSince,
  );
  let bytes = 0;
  let ahead = 0;
  return lastClosedFirst.flatMap(({ lane, idleSince, bytes: own, isAhead }, rank): Eviction[] => {
    bytes += own;
    ahead += Number(isAhead);
    if (now - idleSince >= limits.idleMs) return [{ lane, reason: "expired" }];
    if (rank >= limits.maxIdle || ahead > limits.spares) return [{ lane, reason: "too_many" }];
    return bytes > limits.maxIdleBytes ? [{ lane, reason: "memory" }] : [];
  });
}
