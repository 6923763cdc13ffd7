import { en as enViews, zh as zhViews } from "@tinyagi/views";
import { expect, test } from "vitest";
import { common as en } from "./en/common";
import { common as zh } from "./zh/common";

test.each([
  ["en", en.states, enViews.runs.states],
  ["zh", zh.states, zhViews.runs.states],
])(
  "the word of a sign alone is that of its state, and says no more than the sign (%s)",
  (_, signs, states) => {
    const { running, waiting, done, failed } = states;
    expect(signs).toMatchObject({ running, waiting, done, failed });
    expect(Object.values(states)).not.toContain(signs.held);
  },
);
