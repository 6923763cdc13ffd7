import { expect, test } from "vitest";
import type { Reply } from "../../lib/queries";
import { newestReplies, stateOf, toPreview } from "./preview";

const reply = (message: string, change: Partial<Reply> = {}) =>
  ({ messageId: "m", message, ...change }) as Reply;
const notice = reply(
  "@coder asks you:\n> Up, or to the even cent?\n\nAnswer: /answer ask_k7qx2m9p YOUR TEXT",
  {
    asks: true,
    notice: {
      id: "ask_k7qx2m9p",
      agent: "coder",
      kind: "question",
      title: "Up, or to the even cent?",
      detail: "",
      expiresAt: 0,
    },
  },
);

test("a question is readable without the ways to answer it in a chat, and an answer comes before it", () => {
  expect(toPreview("cancelled", notice)).toBe("Asked: Up, or to the even cent?");
  const answer = reply("To the even cent.");
  expect(newestReplies([notice, answer]).get("m")).toBe(answer);
  expect(newestReplies([answer, notice]).get("m")).toBe(answer);
  expect(newestReplies([notice]).get("m")).toBe(notice);
});

test("what was taken back is no answer", () => {
  const back = reply("(@tester cancelled: stopped by the operator.)", { cancelled: true });
  expect(toPreview("closed", back)).toBe("Cancelled");
});

test("a failure is told without the command of a chat", () => {
  const part = { agent: "writer", text: null, failure: "failed after 1 attempt: no network", waiting: null };
  const failed = reply("(@writer failed after 1 attempt: no network (retry it with …).)", { parts: [part] });
  expect(toPreview("closed", failed)).toBe("@writer failed after 1 attempt: no network");
});

test("an open conversation runs, waits for you or waits for its turn", () => {
  const open = { status: "open", waiting: false, working: false } as const;
  expect(stateOf(open)).toBe("held");
  expect(stateOf({ ...open, working: true })).toBe("running");
  expect(stateOf({ ...open, waiting: true })).toBe("waiting");
  expect(stateOf({ ...open, status: "closed" })).toBeUndefined();
});
