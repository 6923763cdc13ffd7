import { describe, expect, it } from "vitest";
import { measureGrowth } from "../support/growth.js";
import { HOSTILE_TEXTS } from "../support/hostile-texts.js";
import { TEXT_WORK } from "../support/text-work.js";

/** Processor time is measured: a loaded machine only makes it wait. */
const TIMEOUT_MS = 300_000;

describe("work on outside text takes linear time", { timeout: TIMEOUT_MS }, () => {
  it.each(Object.keys(TEXT_WORK))("%s", (name) => {
    const work = TEXT_WORK[name] ?? (() => undefined);
    const slow = HOSTILE_TEXTS.flatMap((text) => {
      const { problem } = measureGrowth(work, text.make);
      return problem === undefined ? [] : [`${text.name}: ${problem}`];
    });
    expect(slow).toEqual([]);
  });
});
