import { expect, test } from "vitest";
import { type FailureLayout, partsOfReply, type ReplyLayout } from "./reply-layout.js";

const WORDS = "failed after 1 attempt: no key (retry it with `tinyagi queue retry 17`)";

function failureIn(message: string, failure: Partial<FailureLayout>, messages = [17]) {
  const words = [1, message.length - 1] as const;
  const part = {
    agent: "coder",
    runId: "run_1",
    text: null,
    waiting: null,
    messages,
    failure: { class: "auth" as const, runId: "run_1", words, ...failure },
  };
  const layout: ReplyLayout = { parts: [part], notes: [] };
  return partsOfReply({ message, layout: JSON.stringify(layout) }).parts?.[0]?.failure;
}

test("a failure has its reason and what helps as data, beside the words that were delivered", () => {
  expect(failureIn(`(${WORDS})`, { reason: "failed after 1 attempt: no key", retry: [17] })).toEqual({
    class: "auth",
    runId: "run_1",
    message: WORDS,
    reason: "failed after 1 attempt: no key",
    action: { command: "retry", args: ["17"] },
  });
  expect(failureIn("(cancelled: by Ada)", { reason: "cancelled: by Ada", retry: [] })?.action).toBeNull();
});

test("one of an earlier release has them, too, read for the messages that it is about", () => {
  expect(failureIn(`(${WORDS})`, {})).toMatchObject({
    reason: "failed after 1 attempt: no key",
    action: { command: "retry", args: ["17"] },
  });
  const inChat = "(failed: no key (to try again: /retry 17, to see why: /why 17))";
  expect(failureIn(inChat, {})).toMatchObject({ reason: "failed: no key", action: { args: ["17"] } });
  // The words of another program may imitate the command.
  expect(failureIn(`(${WORDS})`, {}, [18])).toMatchObject({ reason: WORDS, action: null });
});
