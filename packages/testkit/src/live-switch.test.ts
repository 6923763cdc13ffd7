import { expect, test } from "vitest";
import { withLiveSwitch } from "./live-switch.js";

const OFF = { execution: { live: { enabled: false } } };

test.each([
  ["nothing is chosen", {}, undefined, {}],
  ["off is chosen", {}, "off", OFF],
  [
    "on is chosen",
    { execution: { retryBaseMs: 1 } },
    "on",
    { execution: { retryBaseMs: 1, live: { enabled: true } } },
  ],
  ["the test decides", OFF, "on", OFF],
  ["the settings are none", [1], "off", [1]],
  ["a part of them is none", { execution: 7 }, "off", { execution: 7 }],
])("where %s", (_case, settings, chosen, expected) => {
  expect(withLiveSwitch(settings, chosen)).toEqual(expected);
});
