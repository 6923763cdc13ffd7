/**
 * Named points at which a test ends an update with SIGKILL: what a power cut leaves behind. Unset, each costs one
 * comparison.
 */
export const UPDATE_FAILPOINTS = [
  "preparing",
  "prepared",
  "handed-over",
  "stopped",
  "backed-up",
  "switching",
  "switch.linked",
  "switch.moved",
  "switch.placed",
  "switched",
  "started",
  "rolling-back",
  "rolled-back.code",
  "rolled-back.data",
  "ended",
] as const;
export type UpdateFailpoint = (typeof UPDATE_FAILPOINTS)[number];

export function hit(env: Readonly<Record<string, string | undefined>>, point: UpdateFailpoint): void {
  if (env.TINYAGI_UPDATE_FAILPOINT === point) process.kill(process.pid, "SIGKILL");
}
