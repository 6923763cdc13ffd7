import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLoop, type Loop } from "./loop";
import type { Pace } from "./world";

/** A browser whose frames and visibility the test decides. */
const page = Object.assign(new EventTarget(), { hidden: false });
let frames: ((now: number) => void)[] = [];
let now = 0;
let loops: Loop[] = [];

function nextFrame(ms: number): void {
  now += ms;
  const due = frames;
  frames = [];
  for (const frame of due) frame(now);
}

function show(hidden: boolean): void {
  page.hidden = hidden;
  page.dispatchEvent(new Event("visibilitychange"));
}

function start(pace: Pace) {
  const shown: number[] = [];
  const state = { pace };
  const loop = createLoop((ms) => {
    shown.push(ms);
    return state.pace;
  });
  loop.wake();
  loops.push(loop);
  return { loop, shown, state };
}

beforeEach(() => {
  vi.useFakeTimers();
  page.hidden = false;
  frames = [];
  vi.stubGlobal("document", page);
  vi.stubGlobal("requestAnimationFrame", (frame: (now: number) => void) => frames.push(frame));
  vi.stubGlobal("cancelAnimationFrame", () => {
    frames = [];
  });
});
afterEach(() => {
  for (const loop of loops) loop.stop();
  loops = [];
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("the loop that draws", () => {
  it("draws once and then asks for nothing while nothing changes", () => {
    const { shown } = start("still");
    nextFrame(16);
    expect(shown).toHaveLength(1);
    expect(frames).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("draws each frame while something moves, and no longer", () => {
    const { shown, state } = start("smooth");
    for (let i = 0; i < 3; i += 1) nextFrame(16);
    expect(shown).toEqual([0, 16, 16]);
    state.pace = "still";
    nextFrame(16);
    expect(frames).toHaveLength(0);
  });

  it("draws a few times a second while someone types", () => {
    const { shown } = start("calm");
    nextFrame(16);
    expect(frames).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersToNextTimer();
    nextFrame(160);
    expect(shown).toEqual([0, 160]);
  });

  it.each(["smooth", "calm"] as const)(
    "rests in a hidden tab that was %s, and goes on where it stood",
    (pace) => {
      const { shown } = start(pace);
      nextFrame(16);
      show(true);
      expect(frames).toHaveLength(0);
      expect(vi.getTimerCount()).toBe(0);
      show(false);
      nextFrame(3_600_000);
      expect(Math.max(...shown)).toBeLessThanOrEqual(320);
    },
  );

  it("does not draw in a hidden tab, whatever happens", () => {
    const { loop, shown } = start("still");
    nextFrame(16);
    show(true);
    loop.wake();
    expect(frames).toHaveLength(0);
    show(false);
    nextFrame(16);
    expect(shown).toHaveLength(2);
  });

  it("rests while the scene is out of sight", () => {
    const { loop } = start("smooth");
    nextFrame(16);
    loop.setSeen(false);
    expect(frames).toHaveLength(0);
    loop.setSeen(true);
    expect(frames).toHaveLength(1);
  });

  it("asks for nothing after it was stopped", () => {
    const { loop } = start("smooth");
    nextFrame(16);
    loop.stop();
    show(true);
    show(false);
    expect(frames).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
