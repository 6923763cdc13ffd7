import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { always, call, hang, said, scripted } from "../../test-support/scripted.js";
import { imbalances } from "../../test-support/setup.js";
import { parentOf, subAgent } from "../../test-support/tree.js";
import { ModelCallError, RunCancelledError, SubAgentInputError } from "../errors.js";
import { listOffers, prepareTool } from "../tool/tool.js";
import { SUBAGENT_INPUT_FIELD, subAgentInput, subAgentTool } from "./tool.js";

const ask = (input: unknown) => call("helper", input);

describe("the tool of a sub-agent", () => {
  it("has the agent's name and description and one string field, input", async () => {
    expect(SUBAGENT_INPUT_FIELD).toBe("input");
    const [offer] = await listOffers([prepareTool(subAgentTool(subAgent("helper", scripted([]))))]);
    expect(offer).toMatchObject({
      name: "helper",
      description: "Does what helper does.",
      inputSchema: {
        type: "object",
        properties: { input: { type: "string" } },
        required: ["input"],
        additionalProperties: false,
      },
    });
  });

  it("runs the agent and gives its answer to the parent's model", async () => {
    const model = scripted(["42"]);
    const { parent, events } = parentOf([subAgent("helper", model)], [ask({ input: "sum up" }), "It is 42."]);
    const { messages } = await parent.run("go");
    expect(said(messages)).toEqual([
      "user: go",
      "assistant calls helper",
      "text: 42",
      "assistant: It is 42.",
    ]);
    expect(said(model.requests[0]?.messages ?? [])).toEqual(["user: sum up"]);
    expect(imbalances(events)).toEqual([]);
  });

  it("takes a bare string for its input", async () => {
    const model = scripted(["42"]);
    const { parent } = parentOf([subAgent("helper", model)], [ask("sum up"), "done"]);
    await parent.run("go");
    expect(said(model.requests[0]?.messages ?? [])).toEqual(["user: sum up"]);
  });

  it.each([
    [{}],
    [{ input: "" }],
    [{ input: "  " }],
    [{ input: 5 }],
    [{ task: "sum up" }],
    [{ input: "sum up", extra: 1 }],
    [["sum up"]],
    [5],
    [""],
  ])("answers the input %j with an error that names the field, and does not run", async (input) => {
    const model = scripted([]);
    const { parent, types } = parentOf([subAgent("helper", model)], [ask(input), "done"]);
    const { messages, status } = await parent.run("go");
    expect(said(messages)[2]).toContain('one non-empty string field "input"');
    expect(status).toBe("completed");
    expect(model.requests).toEqual([]);
    expect(types().some((type) => type.startsWith("subagent."))).toBe(false);
  });

  it("accepts exactly a text, alone or in its field, of all JSON there is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const isText = (text: unknown) => typeof text === "string" && text.trim() !== "";
        const field = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
        const inField = Object.keys(field).join() === "input" && isText(Object.values(field)[0]);
        if (isText(value) || inField) expect(subAgentInput(value).trim()).not.toBe("");
        else expect(() => subAgentInput(value)).toThrow(SubAgentInputError);
      }),
    );
  });

  it("lets several children run side by side", async () => {
    const model = always("ok");
    const toolCalls = ["a", "b", "c"].map((input) => ({ name: "helper", input: { input } }));
    const { parent, events, of } = parentOf([subAgent("helper", model)], [{ toolCalls }, "done"]);
    await parent.run("go");
    expect(of("subagent.completed")).toHaveLength(3);
    expect(imbalances(events)).toEqual([]);
  });
});

describe("a child that stops early", () => {
  it("at a limit gives an error result that is not a completed answer, with what it had said", async () => {
    const model = always({ text: "half of it", toolCalls: [{ name: "none", input: {} }] });
    const helper = subAgent("helper", model, { agent: { limits: { modelCalls: 2 } } });
    const { parent } = parentOf([helper], [ask({ input: "x" }), "I go on alone."]);
    const { messages, text, status } = await parent.run("go");
    expect(said(messages)[2]).toMatch(
      /^error-text: .*This is not a completed answer: .*model_calls.*half of it/s,
    );
    expect([status, text]).toEqual(["completed", "I go on alone."]);
  });

  it("with a typed error at a limit gives the same to its parent", async () => {
    const model = always({ text: "half", toolCalls: [{ name: "none", input: {} }] });
    const helper = subAgent("helper", model, { policy: { modelCalls: 1 }, onLimit: "error" });
    const { parent } = parentOf([helper], [ask({ input: "x" }), "alone"]);
    const { messages } = await parent.run("go");
    expect(said(messages)[2]).toMatch(/not a completed answer: .*model_calls.*half/s);
  });

  it("at its own deadline lets the parent go on", async () => {
    const helper = subAgent("helper", scripted([hang]), { policy: { wallClockMs: 1_000 } });
    const { parent, clock, types } = parentOf([helper], [ask({ input: "x" }), "alone"]);
    const run = parent.run("go");
    await vi.waitFor(() => expect(types().filter((type) => type === "model.started")).toHaveLength(2));
    clock.advance(1_000);
    const { messages, text } = await run;
    expect(said(messages)[2]).toMatch(/not a completed answer: .*wall_clock.*It had said nothing yet/s);
    expect(text).toBe("alone");
  });

  it("at the parent's deadline ends with the parent, which is partial", async () => {
    const helper = subAgent("helper", scripted([hang]));
    const { parent, clock, types, events } = parentOf([helper], [ask({ input: "x" })], {
      wallClockMs: 1_000,
    });
    const run = parent.run("go");
    await vi.waitFor(() => expect(types().filter((type) => type === "model.started")).toHaveLength(2));
    clock.advance(1_000);
    await expect(run).resolves.toMatchObject({ status: "partial", limit: "wall_clock" });
    expect(imbalances(events)).toEqual([]);
  });

  it("beyond the depth cap is refused as not completed before anything happens", async () => {
    const model = scripted([]);
    const test = parentOf([subAgent("helper", model)], [ask({ input: "x" }), "alone"], { depth: 0 });
    const { messages } = await test.parent.run("go");
    expect(said(messages)[2]).toMatch(/not a completed answer: .*depth 1 is beyond the cap of 0/);
    expect(model.requests).toEqual([]);
    expect(test.types().some((type) => type.startsWith("subagent."))).toBe(false);
  });

  it("because its own cap is tighter is refused the same way, although it was offered", async () => {
    const model = scripted([]);
    const helper = subAgent("helper", model, { policy: { depth: 0 } });
    const test = parentOf([helper], [ask({ input: "x" }), "alone"]);
    const { messages } = await test.parent.run("go");
    expect(test.model.requests[0]?.tools.map((tool) => tool.name)).toEqual(["helper"]);
    expect(said(messages)[2]).toMatch(
      /not a completed answer: A sub-agent at depth 1 is beyond the cap of 0/,
    );
    expect(test.types().some((type) => type.startsWith("subagent."))).toBe(false);
  });
});

describe("a child that fails", () => {
  it("with a hard error ends its parent with the same error", async () => {
    const model = scripted([
      () => {
        throw new ModelCallError("auth", "no key");
      },
    ]);
    const { parent, types, events } = parentOf([subAgent("helper", model)], [ask({ input: "x" })]);
    await expect(parent.run("go")).rejects.toMatchObject({ name: "ModelCallError", class: "auth" });
    expect(types().slice(-4)).toEqual(["run.failed", "subagent.failed", "tool.failed", "run.failed"]);
    expect(imbalances(events)).toEqual([]);
  });

  it("by being cancelled cancels its parent", async () => {
    const helper = subAgent("helper", scripted([hang]));
    const { parent, services, types, events } = parentOf([helper], [ask({ input: "x" })]);
    const run = parent.run("go");
    await vi.waitFor(() => expect(services.registry.list()).toHaveLength(2));
    services.registry.list()[1]?.steering.cancel("stop that");
    await expect(run).rejects.toBeInstanceOf(RunCancelledError);
    expect(types().slice(-3)).toEqual(["subagent.cancelled", "tool.cancelled", "run.cancelled"]);
    expect(imbalances(events)).toEqual([]);
  });
});

describe("a parent that is cancelled", () => {
  it("takes its children with it, whose ends come before its own", async () => {
    const helper = subAgent("helper", scripted([hang]));
    const { parent, services, types, events } = parentOf([helper], [ask({ input: "x" })]);
    const run = parent.start("go");
    await vi.waitFor(() => expect(services.registry.list()).toHaveLength(2));
    await vi.waitFor(() => expect(types().filter((type) => type === "model.started")).toHaveLength(2));
    run.steering.cancel("all of it");
    await expect(run.result).rejects.toMatchObject({ reason: "all of it" });
    const ends = types().filter((type) => type.endsWith(".cancelled"));
    expect(ends).toEqual([
      "model.cancelled",
      "run.cancelled",
      "subagent.cancelled",
      "tool.cancelled",
      "run.cancelled",
    ]);
    expect(imbalances(events)).toEqual([]);
    expect(services.registry.list()).toEqual([]);
  });
});
