/** Which kept programs are closed, so that they cost no more than the settings allow. Pure: the least recently used go first. */
import type { AgentStart, Settings } from "@tinyagi/contracts";

/** Limits of what is kept. */
export interface KeepLimits {
  readonly idleMs: number;
  readonly maxIdle: number;
  readonly maxIdleBytes: number;
}

const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;

/** The limits that the settings name. */
export function keepLimits({
  enabled,
  idleMinutes,
  maxIdle,
  maxIdleMemoryMB,
}: Settings["execution"]["live"]): KeepLimits {
  return {
    idleMs: idleMinutes * MINUTE_MS,
    maxIdle: enabled ? maxIdle : 0,
    maxIdleBytes: maxIdleMemoryMB * MIB,
  };
}

/** A program that waits for its next prompt. */
export interface IdleProgram {
  readonly lane: string;
  /** When its last turn ended, milliseconds. */
  readonly idleSince: number;
  /** Memory that it uses; 0 where nobody can measure it. */
  readonly bytes: number;
}

/** A program to close. The reason is told to the next run of the lane. */
export interface Eviction {
  readonly lane: string;
  readonly reason: Extract<AgentStart, "expired" | "too_many" | "memory">;
}

/** @param now milliseconds, by the clock of `idleSince` */
export function evictions(idle: readonly IdleProgram[], limits: KeepLimits, now: number): Eviction[] {
  const newestFirst = idle.toSorted((one, other) => other.idleSince - one.idleSince);
  let bytes = 0;
  return newestFirst.flatMap(({ lane, idleSince, bytes: own }, rank): Eviction[] => {
    bytes += own;
    if (now - idleSince >= limits.idleMs) return [{ lane, reason: "expired" }];
    if (rank >= limits.maxIdle) return [{ lane, reason: "too_many" }];
    return bytes > limits.maxIdleBytes ? [{ lane, reason: "memory" }] : [];
  });
}
