import { expect, test } from "vitest";
import { type ClaimedReply, toParts } from "./reply.js";

const reply = (more: Partial<ClaimedReply>): ClaimedReply => ({
  id: 1,
  channel: "telegram",
  sender: "Eve",
  senderId: "1",
  message: "(@coder failed.)",
  originalMessage: "do it",
  messageId: "m1",
  agent: "coder",
  attempts: 1,
  idempotencyKey: "k",
  ...more,
});
const toButtons = (more: Partial<ClaimedReply>) =>
  toParts(reply(more), 4_000).flatMap((part) => (part.kind === "text" ? (part.buttons ?? []) : []));

test("a failure offers to try again and to explain, and what waits to stop waiting", () => {
  expect(toButtons({ troubled: [{ message: 7, state: "failed" }] })).toEqual([
    { label: "🔁 Retry", value: "/retry 7" },
    { label: "❓ Why", value: "/why 7" },
  ]);
  expect(toButtons({ troubled: [{ message: 8, state: "waiting" }] }).at(-1)).toEqual({
    label: "⏹ Stop waiting",
    value: "/cancel 8",
  });
  const offered = toButtons({ troubled: [{ message: 9, state: "waiting", mayRetry: false }] });
  expect(offered.map(({ value }) => value)).toEqual(["/why 9", "/cancel 9"]);
});

test("several troubled messages are told apart, and not all of many get buttons", () => {
  const troubled = [1, 2, 3, 4].map((message) => ({ message, state: "failed" as const }));
  const labels = toButtons({ troubled }).map(({ label }) => label);
  expect(labels).toEqual(["🔁 Retry 1", "❓ Why 1", "🔁 Retry 2", "❓ Why 2", "🔁 Retry 3", "❓ Why 3"]);
});

test("an answer without trouble has no buttons, and a decision keeps its own", () => {
  expect(toButtons({})).toEqual([]);
  const asked = toButtons({
    approval: { id: "ask_k7qx2m9p", kind: "permission" },
    troubled: [{ message: 7, state: "failed" }],
  });
  expect(asked.map(({ value }) => value)).toEqual(["/approve ask_k7qx2m9p", "/deny ask_k7qx2m9p"]);
});
