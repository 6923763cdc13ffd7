import type { JournalEvent } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { staleKeys } from "./stale";

const RUN = "run_000000000001";
let time = 1_000;
function event(type: JournalEvent["type"], data: object = {}, runId = RUN): JournalEvent {
  time += 100;
  return { type, time, runId, conversationId: "conv_1", data: { agent: "coder", ...data } } as JournalEvent;
}
const words = (text: string, delta = true): JournalEvent => event("run.progressed", { text, delta });

describe("old answers", () => {
  it("are none for the words and tools of a run, which come by the hundred", () => {
    expect(staleKeys(words("x"))).toEqual([]);
    expect(staleKeys(event("run.tool_started", { name: "bash" }))).toEqual([]);
    expect(staleKeys(event("run.tool_completed", { name: "bash", failed: false }))).toEqual([
      ["runLog", RUN],
    ]);
  });

  it("are the runs of the conversation, and nothing else, for the version of an agent CLI", () => {
    expect(staleKeys(event("run.version_reported", { version: "1.2.3" }))).toEqual([
      ["runLog", RUN],
      ["runTree", "conv_1"],
    ]);
  });

  it("are the conversation of the event and the lists it stands in", () => {
    expect(staleKeys(event("message.accepted"))).toContainEqual(["conversation", "conv_1"]);
    expect(staleKeys(event("approval.requested"))).toContainEqual(["approvals"]);
    // Its row says that it waits.
    expect(staleKeys(event("approval.requested"))).toContainEqual(["conversations"]);
    expect(staleKeys(event("run.completed"))).toContainEqual(["runs"]);
  });

  it("are spend and budgets together: both show what the day has cost", () => {
    for (const type of ["run.started", "run.completed", "budget.reserved"] as const) {
      expect(staleKeys(event(type))).toContainEqual(["spend"]);
      expect(staleKeys(event(type))).toContainEqual(["budgets"]);
    }
  });

  it("are the numbers beside the pages, when a reply comes or is read and when a task moves", () => {
    for (const type of ["reply.delivered", "conversation.read", "task.updated"] as const)
      expect(staleKeys(event(type as JournalEvent["type"]))).toContainEqual(["status"]);
  });

  it("are the hits of a search: what a run was asked and answered is found when it ends", () => {
    expect(staleKeys(event("run.completed"))).toContainEqual(["hits"]);
    expect(staleKeys(event("message.accepted"))).not.toContainEqual(["hits"]);
  });

  it.each(["message.accepted", "steering.paused"] as const)(
    "are the lists and threads that say what a message waits for: %s",
    (type) => {
      expect(staleKeys(event(type))).toContainEqual(["conversations"]);
      expect(staleKeys(event(type))).toContainEqual(["conversation", "conv_1"]);
    },
  );

  it.each(["provider.paused", "provider.resumed"] as const)(
    "are all lists and threads for a provider, which belongs to no conversation: %s",
    (type) => {
      const keys = staleKeys({ type, time, data: { provider: "openai" } } as JournalEvent);
      expect(keys).toContainEqual(["conversations"]);
      expect(keys).toContainEqual(["conversation"]);
    },
  );
});
