import { expect, it, vi } from "vitest";
import { paced } from "./paced.js";

it("a listener hears the first news at once and the last one in time, at most once in each pace", () => {
  vi.useFakeTimers();
  try {
    let tell = (): void => undefined;
    let heard = 0;
    const stop = paced((listener) => {
      tell = listener;
      return () => undefined;
    }, 50)(() => {
      heard += 1;
    });
    for (let news = 0; news < 10; news++) tell();
    expect(heard).toBe(1);
    vi.advanceTimersByTime(50);
    expect(heard).toBe(2);
    vi.advanceTimersByTime(1_000);
    expect(heard).toBe(2);
    tell();
    tell();
    stop();
    vi.advanceTimersByTime(1_000);
    expect(heard).toBe(3);
  } finally {
    vi.useRealTimers();
  }
});
