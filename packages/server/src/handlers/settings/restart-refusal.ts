/** Whether a restart would leave a running daemon. Pure. */

/**
 * A running daemon keeps its last valid settings, but a new one does not start with settings that are not valid.
 *
 * @param problem of settings.json as it is now; null when it is valid
 * @returns why a restart is refused; undefined when it is not
 */
export function restartRefusal(problem: string | null): string | undefined {
  if (problem === null) return undefined;
  return `TinyAGI keeps running and does not restart, because settings.json is not valid and a new daemon would not start: ${problem}. Correct it first: \`tinyagi config edit\`.`;
}
