import type { JournalEvent } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { applyEvent, isMissing, joinWritten, type LiveRuns, NO_RUNS } from "./live-runs.js";

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

  it("join what the daemon knows of a run with what comes later, without a gap or a word twice", () => {
    const at = (text: string, end: number): JournalEvent =>
      event("run.progressed", { text, delta: true, end });
    const late = play(at("brown ", 16), at("fox", 19)).get(RUN);
    expect(late?.text).toBe("…brown fox");
    const join = (text: string, end = text.length): string => joinWritten(late, { text, end });
    expect(join("The quick ")).toBe("The quick brown fox");
    // It was read while words were on their way.
    expect(join("The quick brown ")).toBe("The quick brown fox");
    expect(join("The quick brown fox jumps")).toBe("The quick brown fox jumps");
    // Of a long text the beginning is not kept.
    expect(join("quick brown ", 16)).toBe("…quick brown fox");
    expect(joinWritten(undefined, { text: "The", end: 3 })).toBe("The");
    expect(joinWritten(play(event("run.started")).get(RUN), undefined)).toBe("");
  });

  it("say where words are missing, until the daemon says them", () => {
    const at = (text: string, end: number): JournalEvent =>
      event("run.progressed", { text, delta: true, end });
    // The stream was lost between the two.
    const run = play(event("run.started"), at("The ", 4), at("fox", 19)).get(RUN);
    if (run === undefined) throw new Error("no run");
    expect(run.text).toBe("…fox");
    expect(isMissing(run, { text: "The ", end: 4 })).toBe(true);
    expect(joinWritten(run, { text: "The ", end: 4 })).toBe("The …fox");
    expect(isMissing(run, { text: "The quick brown ", end: 16 })).toBe(false);
    expect(joinWritten(run, { text: "The quick brown ", end: 16 })).toBe("The quick brown fox");
    const whole = play(event("run.started"), at("The ", 4)).get(RUN);
    expect(whole && isMissing(whole, undefined)).toBe(false);
  });

  it("mark that the beginning of a long text is not kept, and join it all the same", () => {
    const at = (text: string, end: number): JournalEvent =>
      event("run.progressed", { text, delta: true, end });
    const long = play(event("run.started"), at("a".repeat(90_000), 90_000), at("b".repeat(20_000), 110_000));
    const run = long.get(RUN);
    expect(run).toMatchObject({ from: 10_000, end: 110_000 });
    expect(run?.text).toBe(`…${"a".repeat(80_000)}${"b".repeat(20_000)}`);
    // What the daemon knows begins in the middle too, and says less than what was seen.
    const known = { text: "b".repeat(20_000), end: 110_000 };
    expect(joinWritten(run, known)).toBe(run?.text);
    expect(joinWritten(undefined, known)).toBe(`…${known.text}`);
    const late = play(at("fox", 110_003)).get(RUN);
    expect(joinWritten(late, known)).toBe(`…${known.text}fox`);
    expect(joinWritten(run, { text: "bbb jumps", end: 110_006 })).toBe(`${run?.text} jumps`);
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

  it("time each tool call and keep what it returned, also when two of the same name overlap", () => {
    const runs = play(
      event("run.started"),
      event("run.tool_started", { name: "bash", callId: "a" }),
      event("run.tool_started", { name: "bash", callId: "b" }),
      event("run.tool_completed", { name: "bash", callId: "a", failed: true, output: "no such file" }),
    );
    expect(runs.get(RUN)?.tools).toMatchObject([
      { callId: "a", tookMs: 200, failed: true, output: "no such file" },
      { callId: "b" },
    ]);
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
