import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createWriter } from "../output/writer.js";
import { captureScreen } from "../testing/invoke.js";
import { startLiveBlock } from "./live-block.js";

describe("a live block", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("redraws at most every 80 ms, over what it drew before", () => {
    const screen = captureScreen(true);
    let drawn = 0;
    const block = startLiveBlock(createWriter(screen, false).live, () => {
      drawn += 1;
      return ["one", "two"];
    });
    for (let index = 0; index < 1_000; index += 1) block.changed();
    vi.advanceTimersByTime(80);
    expect(drawn).toBe(1);
    block.changed();
    vi.advanceTimersByTime(80);
    expect(screen.text().match(/\[2A/g)).toHaveLength(1);
    block.end();
    const after = screen.text();
    block.changed();
    vi.advanceTimersByTime(5_000);
    expect(screen.text()).toBe(after);
    expect(after.endsWith("\u001b[?7h\u001b[?25h")).toBe(true);
  });

  it("shows the newest lines of a block taller than the window while it lives, and all of them at the end", () => {
    const screen = Object.assign(captureScreen(true), { rows: 6 });
    const lines = Array.from({ length: 10 }, (_, index) => `line ${index}`);
    const block = startLiveBlock(createWriter(screen, false).live, () => lines);
    block.changed();
    vi.advanceTimersByTime(80);
    const shown = () => screen.text().replaceAll("\u001b[K", "");
    expect(shown()).toContain("… 7 lines above\nline 7\nline 8\nline 9\n");
    expect(shown()).not.toContain("line 6\n");
    block.end();
    expect(shown()).toContain("line 0\nline 1\n");
  });

  it("uses 80 columns if the terminal does not report its size", () => {
    const widths: number[] = [];
    const screen = Object.assign(captureScreen(true), { columns: 0 });
    startLiveBlock(createWriter(screen, false).live, ({ columns }) => {
      widths.push(columns);
      return [];
    }).end();
    expect(widths).toEqual([79]);
  });
});
