import type { Services } from "../services.js";

/** How many agents run, how many may, and the time: on these depends what a message waits for. */
export function getLoad({
  dispatcher,
  settings,
  clock,
}: Pick<Services, "dispatcher" | "settings" | "clock">) {
  return {
    live: dispatcher.live(),
    maxLive: settings.current().execution.maxLiveAgents,
    now: clock.now(),
  };
}
