import { createVirtualClock } from "@tinyagi/base";
import type { ChannelState } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { createChannelTrouble } from "./channel-trouble.js";

const MINUTE = 60_000;

function open() {
  const clock = createVirtualClock();
  const reports: string[] = [];
  const trouble = createChannelTrouble(clock, (channel, text) => void reports.push(`${channel}: ${text}`));
  const become = (state: ChannelState, reason?: string, channel = "telegram") =>
    trouble.note({ channel, state, reason });
  return { clock, reports, trouble, become };
}

/** @requirement CHANNEL-3 */
test("an outage is reported once when it has lasted ten minutes, with its last reason", () => {
  const it = open();
  it.become("reconnecting", "no network");
  it.clock.advance(9 * MINUTE);
  it.become("reconnecting", "the server answered 502");
  expect(it.reports).toEqual([]);
  it.clock.advance(MINUTE);
  const report = /^telegram: The channel telegram has not worked for 10 minutes: the server answered 502\n/;
  expect(it.reports).toEqual([expect.stringMatching(report)]);
  it.clock.advance(300 * MINUTE);
  it.become("reconnecting", "no network");
  it.clock.advance(300 * MINUTE);
  expect(it.reports).toHaveLength(1);
});

test("a channel that works again in time is not reported", () => {
  const it = open();
  it.become("reconnecting", "no network");
  it.clock.advance(9 * MINUTE);
  it.become("connected");
  it.clock.advance(60 * MINUTE);
  expect(it.reports).toEqual([]);
});

/** @requirement CHANNEL-3 */
test("the fifth crash within ten minutes is reported, also when the channel connects in between", () => {
  const it = open();
  for (let crashes = 1; crashes <= 12; crashes += 1) {
    it.become("crashed", "it ended with exit code 1");
    expect(it.reports).toHaveLength(crashes >= 5 ? 1 : 0);
    it.clock.advance(MINUTE);
    it.become("starting");
    it.become("connected");
  }
  expect(it.reports[0]).toContain("The process of the channel telegram ended 5 times within 10 minutes");
});

test("a crash now and then is not reported", () => {
  const it = open();
  for (let crashes = 1; crashes <= 12; crashes += 1) {
    it.become("crashed", "it ended with exit code 1");
    it.clock.advance(MINUTE / 60);
    it.become("connected");
    it.clock.advance(5 * MINUTE);
  }
  expect(it.reports).toEqual([]);
});

test("a process that is started again and again without a connection is reported as not working", () => {
  const it = open();
  for (let crashes = 1; crashes <= 4; crashes += 1) {
    it.become("crashed", "it broke");
    it.clock.advance(3 * MINUTE);
    it.become("starting");
  }
  expect(it.reports).toEqual([expect.stringContaining("has not worked for 10 minutes: it broke")]);
});

test("after ten calm minutes, or a stop by a person, the next trouble is reported again", () => {
  const it = open();
  for (const calm of ["connected", "stopped"] as const) {
    it.become("reconnecting", "no network");
    it.clock.advance(10 * MINUTE);
    it.become(calm);
    it.clock.advance(10 * MINUTE);
  }
  it.become("reconnecting", "no network");
  it.clock.advance(10 * MINUTE);
  expect(it.reports).toHaveLength(3);
});

test("channels are watched one by one, and nothing is reported after the end", () => {
  const it = open();
  it.become("reconnecting", "no network");
  it.become("reconnecting", "no network", "discord");
  it.become("connected");
  it.clock.advance(10 * MINUTE);
  expect(it.reports).toEqual([expect.stringMatching(/^discord/)]);
  it.become("reconnecting", "no network");
  it.trouble.close();
  it.clock.advance(60 * MINUTE);
  expect(it.reports).toHaveLength(1);
});
