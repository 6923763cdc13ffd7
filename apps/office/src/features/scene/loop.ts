/**
 * When to draw. Guarantees: no timer and no frame is asked for while nothing would look different, while the tab is
 * hidden, or while the scene is out of sight.
 */
import type { Pace } from "./world";

/** Typing, waving and rain need no more pictures than these. */
const CALM_MS = 160;
/** A tab that was hidden goes on where it stood. */
const LONGEST_STEP_MS = 50;

export interface Loop {
  /** Something changed: draw once, then go on as the pace says. */
  wake(): void;
  /** Whether anyone can see it. */
  setSeen(seen: boolean): void;
  stop(): void;
}

/** @param draw shows the world after so many milliseconds, and says how soon it will look different */
export function createLoop(draw: (ms: number) => Pace): Loop {
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  let pace: Pace = "still";
  let isSeen = true;

  function request(): void {
    if (frame === undefined && isSeen && !document.hidden) frame = requestAnimationFrame(run);
  }
  function run(now: number): void {
    frame = undefined;
    // Only time that was shown counts; after a pause, the first picture is that of the moment it stopped.
    const longest = pace === "smooth" ? LONGEST_STEP_MS : pace === "calm" ? 2 * CALM_MS : 0;
    pace = draw(Math.min(longest, now - last));
    last = now;
    if (pace === "smooth") request();
    else if (pace === "calm") timer ??= setTimeout(tick, CALM_MS);
  }
  function tick(): void {
    timer = undefined;
    request();
  }
  function rest(): void {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = timer = undefined;
  }
  function onVisibility(): void {
    if (document.hidden) rest();
    else request();
  }
  document.addEventListener("visibilitychange", onVisibility);
  return {
    wake: request,
    setSeen(seen) {
      isSeen = seen;
      if (seen) request();
      else rest();
    },
    stop() {
      rest();
      document.removeEventListener("visibilitychange", onVisibility);
    },
  };
}
