/**
 * What counts as claude's answer, and what its failures mean for the queue.
 *
 * @requirement PATIENCE-1
 */
import { HarnessError } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { createClaudeParser } from "./parser.js";

const NOW = Date.UTC(2026, 6, 1, 12);

function conclude(...lines: object[]) {
  const parser = createClaudeParser({ now: () => NOW });
  for (const line of lines) parser.push(JSON.stringify(line));
  return parser.conclude();
}

const said = (text: string, more: object = {}) => ({
  type: "assistant",
  message: { content: [{ type: "text", text }] },
  ...more,
});
const used = {
  type: "assistant",
  message: { content: [{ type: "tool_use", id: "1", name: "Bash", input: {} }] },
};
const result = (more: object = {}) => ({
  type: "result",
  subtype: "success",
  is_error: false,
  result: "",
  ...more,
});

describe("an answer whose result is empty", () => {
  test("is the last text that was written", () => {
    expect(conclude(said("I begin."), said("All tests pass."), used, result())).toMatchObject({
      text: "All tests pass.",
    });
  });

  test("is the text that was streamed", () => {
    const delta = {
      type: "stream_event",
      event: { type: "content_block_delta", delta: { text: "Nearly done." } },
    };
    expect(conclude(delta, result({ result: " \n" }))).toMatchObject({ text: "Nearly done." });
  });

  test("is not the text of a sub-agent, and without any text it is empty", () => {
    const failure = conclude(said("from below", { parent_tool_use_id: "t1" }), result());
    expect(failure).toBeInstanceOf(HarnessError);
    expect(failure).toMatchObject({ class: "transient", failureCause: "empty" });
  });
});

test.each([
  [{ subtype: "error_max_turns", is_error: false }, "turn_limit", /limit of turns/],
  [
    { subtype: "error_max_turns", is_error: true, errors: ["Reached maximum number of turns (5)"] },
    "turn_limit",
    /maximum number of turns/,
  ],
  [{ is_error: true, api_error_status: 529, result: "API Error: 529 Overloaded" }, "outage", /Overloaded/],
  [
    { is_error: true, api_error_status: 401, result: "OAuth token has expired · Please run /login" },
    "login",
    /expired/,
  ],
  [
    { is_error: true, api_error_status: 400, result: "Your credit balance is too low" },
    "quota",
    /credit balance/,
  ],
  [
    { is_error: true, api_error_status: 400, result: "API Error: 400 Could not process image" },
    "refused",
    /image/,
  ],
  [{ is_error: true, result: "Prompt is too long" }, "context_full", /too long/],
  [
    { is_error: true, result: "API Error: Unable to connect to API (ECONNREFUSED)" },
    "outage",
    /ECONNREFUSED/,
  ],
  [{ is_error: true, result: "5-hour limit reached ∙ resets 3pm (UTC)" }, "limit", /limit reached/],
] as const)("%j is %s", (more, cause, words) => {
  const failure = conclude(said("partly"), result(more));
  expect(failure).toBeInstanceOf(HarnessError);
  expect(failure).toMatchObject({ failureCause: cause, message: expect.stringMatching(words) });
});

test.each([
  [
    { status: "allowed_warning", rateLimitType: "seven_day", utilization: 0.83, resetsAt: 1_800_000_000 },
    [{ period: "seven_day", usedPercent: 83, resetsAt: 1_800_000_000_000 }],
  ],
  [
    { status: "rejected", rateLimitType: "five_hour" },
    [{ period: "five_hour", usedPercent: 100, resetsAt: null }],
  ],
  [{ status: "allowed", rateLimitType: "five_hour", resetsAt: 1_800_000_000 }, undefined],
  [{ status: "allowed", utilization: 0.5 }, undefined],
  ["none", undefined],
] as const)("the limit %j is the figures %j", (info, windows) => {
  const parser = createClaudeParser({ now: () => 0 });
  const events = parser.push(JSON.stringify({ type: "rate_limit_event", rate_limit_info: info }));
  expect(events).toEqual(windows === undefined ? [] : [{ type: "quota", windows }]);
});

describe("the cost of a turn", () => {
  const costs = (...totals: number[]) => {
    const spent = { usd: 0 };
    return totals.map((total_cost_usd) => {
      const parser = createClaudeParser({ now: () => NOW, spent });
      parser.push(JSON.stringify(result({ result: "ok", usage: { input_tokens: 1 }, total_cost_usd })));
      const ended = parser.conclude();
      return ended instanceof HarnessError ? undefined : ended?.usage?.costUsd;
    });
  };

  test("is what the total of its process grew by", () => {
    expect(costs(0.5, 0.75, 0.75)).toEqual([0.5, 0.25, 0]);
  });

  test("is the whole total after a process began to count anew", () => {
    expect(costs(0.5, 0.25)).toEqual([0.5, 0.25]);
  });
});
