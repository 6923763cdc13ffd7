import { describe, expect, test } from "vitest";
import { createSystemClock, TIMER_MAX_MS } from "./clock.js";
import { cutText } from "./cut-text.js";
import { FAILPOINTS, NO_FAILPOINTS, parseFailpoints } from "./failpoint.js";
import { createIds } from "./ids.js";
import { SILENT_LOG } from "./log.js";

describe("system clock", () => {
  test("returns the wall time and a monotonic time", () => {
    const clock = createSystemClock();
    const [wall, first] = [Date.now(), clock.monotonic()];
    expect(clock.now()).toBeGreaterThanOrEqual(wall);
    expect(clock.monotonic()).toBeGreaterThanOrEqual(first);
  });

  test("fires a timer once", async () => {
    const clock = createSystemClock();
    let count = 0;
    await new Promise<void>((resolve) =>
      clock.setTimer(0, () => {
        count += 1;
        resolve();
      }),
    );
    expect(count).toBe(1);
  });

  test("a cancelled timer does not fire, and a delay longer than Node's maximum does not fire immediately", async () => {
    const clock = createSystemClock();
    const fired: string[] = [];
    clock.setTimer(0, () => fired.push("cancelled")).cancel();
    const far = clock.setTimer(TIMER_MAX_MS * 2, () => fired.push("far"));
    await new Promise<void>((resolve) => clock.setTimer(1, resolve));
    far.cancel();
    expect(fired).toEqual([]);
  });
});

describe("failpoints", () => {
  const never = () => expect.unreachable("kill");

  test("do nothing unless they are set", () => {
    const points = parseFailpoints("", never);
    for (const name of FAILPOINTS) {
      points.hit(name);
      NO_FAILPOINTS.hit(name);
    }
  });

  test("throw once, at the specified hit", () => {
    const points = parseFailpoints("spawn.before=throw@2", never);
    points.hit("spawn.before");
    points.hit("spawn.after");
    expect(() => points.hit("spawn.before")).toThrow("Failpoint spawn.before");
    points.hit("spawn.before");
  });

  test("kill through the given function, several points independently", () => {
    let kills = 0;
    const points = parseFailpoints("claim.after-commit=kill, spawn.after=throw", () => {
      kills += 1;
    });
    points.hit("claim.after-commit");
    expect(kills).toBe(1);
    expect(() => points.hit("spawn.after")).toThrow();
  });

  test.each([
    "nonsense",
    "spawn.before",
    "spawn.before=boom",
    "spawn.befor=kill",
    "spawn.before=kill@0",
    "toString=kill",
  ])("a specification with a typing error is refused: %s", (specification) => {
    expect(() => parseFailpoints(specification, never)).toThrow("Unknown failpoint");
  });
});

describe("ids", () => {
  test("consist of their prefix, a time and 12 random characters, and differ", () => {
    const newId = createIds();
    const ids = new Set(Array.from({ length: 1_000 }, () => newId("run")));
    expect(ids.size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^run_[0-9a-z]{20}$/);
  });

  test("sort in the order of their creation, also across years", () => {
    let now = 0;
    const newId = createIds(() => now);
    const times = [0, 35, 36, 1_700_000_000_000, 1_700_000_000_001, 2_500_000_000_000];
    const ids = times.map((time) => {
      now = time;
      return newId("conv");
    });
    expect(ids.toSorted()).toEqual(ids);
    now = -5;
    expect(newId("conv")).toMatch(/^conv_0{8}[0-9a-z]{12}$/);
  });
});

describe("cutText", () => {
  test("keeps a text that fits and cuts a longer one", () => {
    expect(cutText("abc", 3)).toBe("abc");
    expect(cutText("abcd", 3)).toBe("abc");
    expect(cutText("", 3)).toBe("");
  });

  test("never leaves half of a surrogate pair", () => {
    expect(cutText("ab😀cd", 3)).toBe("ab");
    expect(cutText("ab😀cd", 4)).toBe("ab😀");
    expect(cutText("😀", 1)).toBe("");
  });
});

test("the silent log accepts every level", () => {
  for (const level of ["debug", "info", "warn", "error"] as const)
    expect(SILENT_LOG[level]({}, "nothing")).toBeUndefined();
});
