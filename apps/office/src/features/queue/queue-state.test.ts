import { describe, expect, test } from "vitest";
import type { LaneMessage } from "./queries";
import { messageShown, nowWords, queueSentence } from "./queue-state";

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
    joins: null,
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

describe("the sentence of the queue", () => {
  test("counts what runs, what waits and the dead letters, shown or not", () => {
    const none = { processing: 0, incoming: 0, queued: 0 };
    expect(queueSentence(none, 12_000)).toBe("Nothing runs, nothing waits, 12,000 dead letters.");
    expect(queueSentence(none, 0)).toBe("The queue is empty.");
    expect(queueSentence({ processing: 2, incoming: 5, queued: 3 }, 3)).toBe(
      "2 running, 8 waiting, 3 dead letters.",
    );
    expect(queueSentence({ ...none, incoming: 1 }, 0)).toBe("Nothing runs, 1 waiting.");
    expect(queueSentence({ ...none, processing: 1 }, 0)).toBe("1 running, nothing waits.");
  });
});

describe("a message", () => {
  test("says what it does or waits for", () => {
    const now = 180_000;
    expect(nowWords(running, now)).toBe("runs for 3 min");
    expect(nowWords({ ...running, startedAt: now }, now)).toBe("just started");
    expect(nowWords({ ...running, attempts: 2 }, now)).toBe("runs for 3 min, attempt 2");
    expect(nowWords(message({ waitsFor: "turn" }), now)).toBe("waits behind an earlier message");
    const retry = message({ waitsFor: "retry", attempts: 1, notBefore: now + 60_000 });
    expect(nowWords(retry, now)).toBe("tries again in 1 min, attempt 2");
    expect(nowWords({ ...retry, notBefore: now }, now)).toBe("tries again now, attempt 2");
    expect(nowWords(message({ waitsFor: "person" }), now)).toBe("waits for your answer");
  });

  test("has the sign and the word of its row on the page of its run", () => {
    expect(messageShown(running)).toEqual({ state: "running", word: "Running" });
    expect(messageShown(message({ waitsFor: "person" }))).toEqual({ state: "waiting", word: "Waiting" });
    expect(messageShown(message({ waitsFor: "paused" }))).toEqual({ state: "held", word: "Paused" });
    expect(messageShown(message({ waitsFor: "provider" }))).toEqual({ state: "held", word: "Queued" });
  });
});
