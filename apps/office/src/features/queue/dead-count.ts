/** Dead letters of one answer; the daemon gives no more. */
export const DEAD_MAX = 1_000;

/** `7`, or `1000+` where the daemon may have more than it gave. */
export function deadCount(dead: number): string {
  return dead < DEAD_MAX ? String(dead) : `${DEAD_MAX}+`;
}
