import { expect, test } from "vitest";
import { saysNothing } from "./nothing-to-report.js";

test.each([
  "",
  "  \n",
  "HEARTBEAT_OK",
  "heartbeat_ok.",
  "`HEARTBEAT_OK`",
  "**HEARTBEAT_OK**",
  "Nothing to report",
  "nothing to report.",
  '"Nothing to report."',
  "_Nothing  to\nreport_",
  "There is nothing to report.",
  "No updates!",
])("%j says nothing", (text) => {
  expect(saysNothing(text)).toBe(true);
});

test.each([
  "HEARTBEAT_OK but the build is red",
  "Nothing to report, except that the disk is full.",
  "Is there nothing to report?",
  "All tests pass.",
  "ok",
  "nothing",
  `Nothing to report${" ".repeat(10)}${"x".repeat(100)}`,
])("%j says something", (text) => {
  expect(saysNothing(text)).toBe(false);
});
