/** What steering does to a live run: at turn boundaries, and never more than was asked for. */
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { call, deferred, hang, type Step, said, scripted } from "../../test-support/scripted.js";
import { createTestServices, imbalances } from "../../test-support/setup.js";
import { AgentHarness, type AgentRunOptions } from "../run/harness.js";
import { defineTool } from "../tool/tool.js";

function setup(steps: readonly Step[], options: AgentRunOptions = {}) {
  const test = createTestServices();
  const model = scripted(steps);
  const gate = deferred<string>();
  const wait = defineTool({
    name: "wait",
    description: "d",
    inputSchema: z.unknown(),
    execute: () => gate.promise,
  });
  const harness = new AgentHarness({ name: "a", model, tools: [wait], services: test.services });
  const run = harness.start("go", options);
  const inTool = () => vi.waitFor(() => expect(test.types()).toContain("tool.started"));
  return { ...test, model, gate, run, inTool };
}

describe("an injected message", () => {
  it("reaches the model in the next turn, after the results of the running tools", async () => {
    const { run, model, gate, inTool } = setup([call("wait"), "answer"]);
    await inTool();
    run.steering.inject("use metric units");
    gate.resolve("result");
    await run.result;
    expect(said(model.requests[1]?.messages ?? [])).toEqual([
      "user: go",
      "assistant calls wait",
      "text: result",
      "user: use metric units",
    ]);
  });

  it("before the first turn is part of it", async () => {
    const { run, model } = setup(["answer"]);
    run.steering.inject("and be brief");
    await run.result;
    expect(said(model.requests[0]?.messages ?? [])).toEqual(["user: go", "user: and be brief"]);
  });

  it("during the last answer makes the run go on instead of getting lost", async () => {
    const gate = deferred<string>();
    const { run, model } = setup([() => gate.promise, "second answer"]);
    await vi.waitFor(() => expect(model.requests).toHaveLength(1));
    const receipt = run.steering.inject("one more thing");
    gate.resolve("first answer");
    const result = await run.result;
    expect(result.text).toBe("second answer");
    expect(said(result.messages)).toEqual([
      "user: go",
      "assistant: first answer",
      "user: one more thing",
      "assistant: second answer",
    ]);
    expect(receipt.accepted && (await receipt.applied)).toBe(true);
  });
});

describe("a redirect", () => {
  it("gives the model the new task and says that the old one is dropped", async () => {
    const { run, model, gate, inTool } = setup([call("wait"), "answer"]);
    await inTool();
    run.steering.redirect("write the summary");
    gate.resolve("x");
    await run.result;
    const last = said(model.requests[1]?.messages ?? []).at(-1);
    expect(last).toMatch(/^user: The task has changed\..*\nwrite the summary$/s);
  });
});

describe("a pause in a run", () => {
  it("holds it at the next boundary until it is resumed", async () => {
    const { run, model, gate, inTool, types } = setup([call("wait"), "answer"]);
    await inTool();
    run.steering.pause();
    gate.resolve("x");
    await vi.waitFor(() => expect(types()).toContain("steering.applied"));
    expect(run.steering.paused).toBe(true);
    run.steering.inject("still here");
    await vi.waitFor(() => expect(types().filter((type) => type === "steering.applied")).toHaveLength(2));
    expect(model.requests).toHaveLength(1);
    run.steering.resume();
    await expect(run.result).resolves.toMatchObject({ text: "answer" });
    expect(said(model.requests[1]?.messages ?? []).at(-1)).toBe("user: still here");
  });

  it("does not break off the call in flight", async () => {
    const gate = deferred<string>();
    const { run, model, types } = setup([() => gate.promise]);
    await vi.waitFor(() => expect(model.requests).toHaveLength(1));
    run.steering.pause();
    gate.resolve("answer");
    await vi.waitFor(() => expect(run.steering.paused).toBe(true));
    expect(types()).toContain("model.completed");
    run.steering.resume();
    await expect(run.result).resolves.toMatchObject({ text: "answer" });
  });

  it("can be cancelled", async () => {
    const { run, types } = setup(["never"]);
    run.steering.pause();
    await vi.waitFor(() => expect(run.steering.paused).toBe(true));
    run.steering.cancel("gave up");
    await expect(run.result).rejects.toMatchObject({ reason: "gave up" });
    expect(types().at(-1)).toBe("run.cancelled");
  });

  it("runs out of time", async () => {
    const { run, clock } = setup(["never"], { limits: { wallClockMs: 1_000 } });
    run.steering.pause();
    await vi.waitFor(() => expect(run.steering.paused).toBe(true));
    clock.advance(1_000);
    await expect(run.result).resolves.toMatchObject({ status: "partial", limit: "wall_clock" });
  });
});

describe("a cancel", () => {
  it("ends the call in flight at once", async () => {
    const { run, model, events } = setup([hang]);
    await vi.waitFor(() => expect(model.requests).toHaveLength(1));
    const receipt = run.steering.cancel("wrong customer");
    await expect(run.result).rejects.toMatchObject({ reason: "wrong customer" });
    expect(receipt.accepted && (await receipt.applied)).toBe(true);
    expect(imbalances(events)).toEqual([]);
  });

  it("that comes with the last answer still counts once it was accepted", async () => {
    const test = setup(["answer"]);
    let accepted: boolean | undefined;
    test.services.sink.subscribe((event) => {
      if (event.type === "model.completed") accepted = test.run.steering.cancel("now").accepted;
    });
    await expect(test.run.result).rejects.toMatchObject({ name: "RunCancelledError" });
    expect(accepted).toBe(true);
  });
});

describe("metadata", () => {
  it("is set at the boundary, kept for the result, and never shown to the model", async () => {
    const { run, model, gate, inTool } = setup([call("wait"), "answer"], { metadata: { origin: "test" } });
    await inTool();
    run.steering.setMetadata("ticket", 7);
    gate.resolve("x");
    const { metadata, messages } = await run.result;
    expect([...metadata]).toEqual([
      ["origin", "test"],
      ["ticket", 7],
    ]);
    expect(JSON.stringify([messages, model.requests])).not.toContain("ticket");
  });
});

describe("a refused command", () => {
  it("never ends the run and changes nothing", async () => {
    const { run, of } = setup(["answer"], { steering: { allow: ["inject"] } });
    expect(run.steering.cancel("no")).toEqual({ accepted: false, code: "not_allowed", index: 0 });
    expect(run.steering.pause()).toMatchObject({ accepted: false });
    await expect(run.result).resolves.toMatchObject({ status: "completed", text: "answer" });
    expect(of("steering.refused").map((event) => event.data)).toEqual([
      { commands: ["cancel"], code: "not_allowed" },
      { commands: ["pause"], code: "not_allowed" },
    ]);
  });

  it("after the end says that the run has ended", async () => {
    const { run } = setup(["answer"]);
    await run.result;
    expect(run.steering.inject("late")).toMatchObject({ accepted: false, code: "run_ended" });
  });
});

describe("events of steering", () => {
  it("hold the commands and not their texts, unless payloads are asked for", async () => {
    const { run, events } = setup(["answer"]);
    run.steering.inject("private words");
    await run.result;
    expect(events.filter((event) => event.type.startsWith("steering.")).map((event) => event.data)).toEqual([
      { commands: ["inject"] },
      { commands: ["inject"] },
    ]);
    expect(JSON.stringify(events)).not.toContain("private");
  });
});
