import type { Load } from "@tinyagi/features";
import type { Services } from "./services.js";

/** How many agents run, how many may, the time, and which workers are away: on these depends what a message waits for. */
export function getLoad({
  dispatcher,
  settings,
  clock,
  placeWait,
}: Pick<Services, "dispatcher" | "settings" | "clock" | "placeWait">): Load {
  return {
    live: dispatcher.live(),
    maxLive: settings.current().execution.maxLiveAgents,
    now: clock.now(),
    placeWait,
  };
}
