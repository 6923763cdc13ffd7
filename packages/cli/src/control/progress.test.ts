import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createWriter } from "../output/writer.js";
import { captureScreen } from "../testing/invoke.js";
import { withProgress } from "./progress.js";

const after = (ms: number) => () => new Promise<string>((resolve) => void setTimeout(resolve, ms, "done"));

describe("the progress of a step", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("moves on a terminal after a second, and leaves nothing there", async () => {
    const screen = captureScreen(true);
    const { live } = createWriter(screen, false);
    const said: unknown[] = [];
    const done = withProgress({ live, talk: (line) => said.push(line) }, "Backing up", after(2_500));
    await vi.advanceTimersByTimeAsync(999);
    expect(screen.text()).toBe("");
    await vi.advanceTimersByTimeAsync(1_501);
    expect(await done).toBe("done");
    expect(screen.text()).toContain("| Backing up, 1 s");
    expect(screen.text()).toContain("/ Backing up, 1 s");
    expect(screen.text().endsWith("\u001b[?7l\u001b[1A\r\u001b[0J\u001b[?7h\u001b[?25h")).toBe(true);
    expect(said).toEqual([]);
  });

  it("is a line every ten seconds elsewhere", async () => {
    const said: unknown[] = [];
    const done = withProgress(
      { live: undefined, talk: (line) => said.push(line) },
      "Backing up",
      after(25_000),
    );
    await vi.advanceTimersByTimeAsync(25_000);
    expect(await done).toBe("done");
    expect(said).toEqual(["Backing up, 10 s", "Backing up, 20 s"]);
  });

  it("ends with a step that fails", async () => {
    const screen = captureScreen(true);
    const { live } = createWriter(screen, false);
    const step = () => after(1_200)().then(() => Promise.reject(new Error("no disk")));
    const failed = expect(withProgress({ live, talk: () => undefined }, "Backing up", step)).rejects.toThrow(
      "no disk",
    );
    await vi.advanceTimersByTimeAsync(1_200);
    await failed;
    const shown = screen.text();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(screen.text()).toBe(shown);
    expect(shown.endsWith("\u001b[?25h")).toBe(true);
  });
});
