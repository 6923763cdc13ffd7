import type { Log } from "@tinyagi/base";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { createEngineOutage } from "./engine-outage.js";

test("an outage is said once for each reason, however many connections are tried how often, and its end once", () => {
  const lines: string[] = [];
  const note = (level: string) => (_facts: object, text: string) => void lines.push(`${level} ${text}`);
  const outage = createEngineOutage(partial<Log>({ warn: note("warn"), info: note("info") }));
  outage.onOpen();
  for (let tries = 0; tries < 50; tries += 1) {
    outage.onError(new Error("the connection was closed"));
    outage.onError(new Error("connect ECONNREFUSED"));
  }
  outage.onOpen();
  outage.onOpen();
  const tried = "warn the engine of the workers cannot be reached; it is tried again";
  expect(lines).toEqual([tried, tried, "info the engine of the workers is reached again"]);
  outage.onError(new Error("connect ECONNREFUSED"));
  expect(lines).toHaveLength(4);
  for (let reason = 0; reason < 100; reason += 1) outage.onError(new Error(`reason ${reason}`));
  expect(lines).toHaveLength(13);
});
