import type { JournalEvent } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { applyEvent, type LiveRuns, NO_RUNS } from "./live-runs.js";

const RUN = "run_000000000001";
let time = 1_000;
function event(type: JournalEvent["type"], data: object = {}, runId = RUN): JournalEvent {
  time += 100;
  return { type, time, runId, conversationId: "conv_1", data: { agent: "coder", ...data } } as JournalEvent;
}
const play = (...events: JournalEvent[]): LiveRuns => events.reduce(applyEvent, NO_RUNS);
const words = (text: string, delta = true): JournalEvent => event("run.progressed", { text, delta });

describe("live runs", () => {
  it("collect the text that an agent writes, and replace it when it comes whole", () => {
    expect(play(event("run.started"), words("Hel"), words("lo")).get(RUN)?.text).toBe("Hello");
    expect(play(event("run.started"), words("Hel"), words("Bye", false)).get(RUN)?.text).toBe("Bye");
  });

  it("know a run that started before the page was opened", () => {
    expect(play(words("and late")).get(RUN)).toMatchObject({ agent: "coder", text: "…and late" });
    expect(play(words("From the start", false)).get(RUN)?.text).toBe("From the start");
    expect(play(event("run.tool_started", { name: "Read" }), words("Now")).get(RUN)?.text).toBe("Now");
    expect(play(event("run.model_completed")).size).toBe(0);
  });

  it("keep what the model says that it thought, bounded", () => {
    const thought = (data: object): JournalEvent => event("run.thought", data);
    const runs = play(thought({ text: "Hm.", durationMs: 1_200 }), thought({}));
    expect(runs.get(RUN)).toMatchObject({
      agent: "coder",
      text: "",
      thoughts: [{ time: time - 100, text: "Hm.", tookMs: 1_200 }, { time }],
    });
    const many = play(...Array.from({ length: 500 }, () => thought({ text: "again" })));
    expect(many.get(RUN)?.thoughts).toHaveLength(100);
  });

  it("time each tool call, also when two of the same name overlap", () => {
    const runs = play(
      event("run.started"),
      event("run.tool_started", { name: "bash", callId: "a" }),
      event("run.tool_started", { name: "bash", callId: "b" }),
      event("run.tool_completed", { name: "bash", callId: "a", failed: true }),
    );
    expect(runs.get(RUN)?.tools).toMatchObject([{ callId: "a", tookMs: 200, failed: true }, { callId: "b" }]);
    expect(runs.get(RUN)?.tools[1]?.tookMs).toBeUndefined();
  });

  it.each(["run.completed", "run.failed", "run.interrupted", "run.cancelled"] as const)(
    "forget a run at %s, so that the state never grows",
    (type) => {
      expect(play(event("run.started"), words("x"), event(type)).size).toBe(0);
    },
  );

  it("do not change for events about other things", () => {
    const before = play(event("run.started"));
    expect(applyEvent(before, event("reply.queued"))).toBe(before);
  });
});
