import { AGENT_STARTS } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { en } from "./en.js";
import { zh } from "./zh.js";

test.each(AGENT_STARTS)("the start %s has a sentence of its own in each language", (start) => {
  for (const { agents } of [en, zh]) {
    const others = AGENT_STARTS.filter((one) => one !== start).map((one) => agents.starts[one]);
    expect(agents.starts[start]).not.toBe("");
    expect(others).not.toContain(agents.starts[start]);
  }
});
