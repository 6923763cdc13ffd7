import { expect, test } from "vitest";
import { describeDriver } from "./driver-check.js";

test("the compiled module is not worth a line", () => {
  expect(describeDriver({ name: "compiled" }, "22.23.3")).toEqual([]);
});

test.each([
  ["absent", undefined, /the compiled one is not installed/, /npm install -g tinyagi/],
  ["unloadable", "invalid ELF header", /does not load \(invalid ELF header\)/, /npm install -g tinyagi/],
  ["unsafe", undefined, /crashes on Node 24/, /Nothing has to be done/],
  ["chosen", undefined, /TINYAGI_SQLITE says so/, /unset TINYAGI_SQLITE/],
] as const)("Node's own module is named with the reason: %s", (because, detail, message, hint) => {
  const driver = { name: "node", because, ...(detail === undefined ? {} : { detail }) } as const;
  expect(describeDriver(driver, "22.23.3")).toEqual([
    {
      id: "sqlite.driver",
      level: "info",
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(hint) as string,
    },
  ]);
});
