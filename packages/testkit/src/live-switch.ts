/**
 * Runs the tests with agent programs that stay open, or without: `TINYAGI_TEST_LIVE=off` or `on` is written into the settings of
 * each test home that does not decide it. Conversations, events and usage must be the same.
 */

/** Adds what the variable says. Whatever is no settings object stays as it is. */
export function withLiveSwitch(settings: unknown, chosen = process.env.TINYAGI_TEST_LIVE): unknown {
  if (chosen === undefined || !isObject(settings)) return settings;
  const { execution = {} } = settings;
  if (!isObject(execution) || execution.live !== undefined) return settings;
  return { ...settings, execution: { ...execution, live: { enabled: chosen === "on" } } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
