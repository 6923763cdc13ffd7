/** Connections to a scripted Claude Code, as children of this process and in the agent host. */
import { describe, expect, test } from "vitest";
import { openFake, testConnections, turn } from "../fixtures/connection-conformance.js";
import { createChildren } from "../process/child.js";
import { createKeptProcesses } from "../process/kept-process.js";

describe("a child of this process", () => testConnections(() => createKeptProcesses(createChildren())));

test("a program that never says that it takes prompts is ended, and took none", async () => {
  const { connection } = openFake(createKeptProcesses(createChildren(), { openMaxMs: 300 }), "never-open");
  const { outcome } = await turn(connection, "one");
  expect(outcome).toMatchObject({ failureCause: "stalled" });
  expect(connection.wasOpen()).toBe(false);
});

test("a program that computes for longer than that is waited for", async () => {
  const { connection } = openFake(createKeptProcesses(createChildren(), { openMaxMs: 1_000 }), "slow-open");
  expect((await turn(connection, "one")).text).toBe("one 1");
});
