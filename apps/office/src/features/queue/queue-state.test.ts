import { describe, expect, test } from "vitest";
import type { DeadLetter } from "../../lib/queries";
import { deadCount } from "./dead-count";
import type { Lane, LaneMessage } from "./queries";
import { previewOf, queueSentence, stateOf, waitWords } from "./queue-state";

function message(changes: Partial<LaneMessage> = {}): LaneMessage {
  return {
    id: 1,
    messageId: "m1",
    conversationId: "conv_1",
    agent: "coder",
    kind: "user",
    fromAgent: null,
    channel: "web",
    sender: "Ada",
    preview: "do it",
    status: "pending",
    attempts: 0,
    createdAt: 0,
    startedAt: null,
    notBefore: null,
    runId: null,
    error: null,
    waitsFor: "start",
    ...changes,
  };
}
const running = message({ status: "processing", attempts: 1, startedAt: 0, waitsFor: null });
const lane = (total: number, ...messages: LaneMessage[]): Lane => ({
  lane: "l",
  agent: "coder",
  total,
  messages,
});
const letter = (id: number, agent: string, advice: string | null) =>
  ({ id, data: { agent }, advice }) as DeadLetter;

describe("the sentence of the queue", () => {
  test("counts what runs, what waits and what gave up, shown or not", () => {
    expect(queueSentence([], 0)).toBe("The queue is empty.");
    expect(queueSentence([lane(9, running, message()), lane(1, running)], 3)).toBe(
      "2 run, 8 wait, 3 gave up.",
    );
    expect(queueSentence([lane(1, message())], 0)).toBe("Nothing runs, 1 waits.");
    expect(queueSentence([lane(1, running)], 0)).toBe("1 runs, nothing waits.");
  });
});

describe("a message", () => {
  test("says what it does or waits for", () => {
    const now = 180_000;
    expect(waitWords(running, now)).toBe("runs for 3 min");
    expect(waitWords({ ...running, startedAt: now }, now)).toBe("just started");
    expect(waitWords({ ...running, attempts: 2 }, now)).toBe("runs for 3 min, attempt 2");
    expect(waitWords(message({ waitsFor: "turn" }), now)).toBe("waits for 3 min");
    const retry = message({ waitsFor: "retry", attempts: 1, notBefore: now + 60_000 });
    expect(waitWords(retry, now)).toBe("tries again in 1 min, attempt 2");
    expect(waitWords({ ...retry, notBefore: now }, now)).toBe("tries again now, attempt 2");
    expect(waitWords(message({ waitsFor: "person" }), now)).toBe("needs your answer");
  });

  test("that waits for a person is marked as waiting, a paused one as held", () => {
    expect(stateOf(running)).toBe("running");
    expect(stateOf(message({ waitsFor: "person" }))).toBe("waiting");
    expect(stateOf(message({ waitsFor: "paused" }))).toBe("held");
  });
});

test("the preview of a replay names who gets them and which will fail again", () => {
  const letters = [
    letter(1, "coder", "Check the login."),
    letter(2, "coder", null),
    letter(3, "coder", "Check the login."),
  ];
  expect(previewOf(letters, () => "Coder")).toEqual({
    text: "Replay 3 to Coder, oldest first.",
    advice: [{ text: "Check the login.", ids: [1, 3] }],
  });
  expect(previewOf([letter(1, "coder", null), letter(2, "dev", null)], (id) => id).text).toBe(
    "Replay 2 to 2 agents, oldest first.",
  );
});

test("a count says when there may be more than the daemon gave", () => {
  expect([deadCount(7), deadCount(999), deadCount(1_000)]).toEqual(["7", "999", "1000+"]);
});
