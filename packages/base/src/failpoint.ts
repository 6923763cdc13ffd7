/**
 * Named points in production code at which a test can kill or fail the process. Unset, each costs one call of an
 * empty function. Tests of races use them instead of sleeps.
 */

export const FAILPOINTS = [
  "accept.before-commit",
  "accept.after-commit",
  "claim.after-commit",
  "spawn.before",
  "spawn.after",
  "run.mid-stream",
  "result.before-commit",
  "result.after-commit",
  "fan-out.in-commit",
  "reply.before-deliver",
  "reply.before-ack",
  "settings.before-rename",
  "database.before-rename",
  "migration.between",
  "swap.before-commit",
  "swap.after-commit",
  "swap.between",
  "shutdown.started",
] as const;
export type FailpointName = (typeof FAILPOINTS)[number];

export interface Failpoints {
  hit(name: FailpointName): void;
}

/** The production value, which does nothing. */
export const NO_FAILPOINTS: Failpoints = { hit() {} };

/**
 * Parses a specification such as `claim.after-commit=kill@3,spawn.before=throw`. `kill` ends the process with SIGKILL
 * at the n-th hit (default: the first), `throw` raises an error there.
 *
 * @throws Error when a name or action is unknown, so that a typing error cannot pass as a survived fault
 */
export function parseFailpoints(specification: string, kill: () => void): Failpoints {
  const points = new Map<string, { action: string; remaining: number }>();
  for (const part of specification.split(",").filter((entry) => entry !== "")) {
    const match = /^([a-z.-]+)=(kill|throw)(?:@([1-9][0-9]*))?$/.exec(part.trim());
    const name = match?.[1] ?? "";
    if (match === null || !(FAILPOINTS as readonly string[]).includes(name))
      throw new Error(`Unknown failpoint: ${part}`);
    points.set(name, { action: match[2] ?? "kill", remaining: Number(match[3] ?? "1") });
  }
  return {
    hit(name) {
      const point = points.get(name);
      if (point === undefined) return;
      point.remaining -= 1;
      if (point.remaining !== 0) return;
      if (point.action === "kill") kill();
      else throw new Error(`Failpoint ${name}`);
    },
  };
}
