/** Whole runs over real HTTP, in every wire format: what unit tests show with scripts must hold on the wire. */
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  createMockModelServer,
  type MockModelServer,
  type MockScript,
  scriptByAgent,
} from "../../testkit/src/index.js";
import { PROVIDERS } from "../test-support/providers.js";
import { said } from "../test-support/scripted.js";
import { imbalances } from "../test-support/setup.js";
import type { AgentEvent } from "./events/event.js";
import { AgentHarness, createEventSink, createModel, defineTool, SubAgent, subAgentTool } from "./index.js";

let server: MockModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function mock(script: MockScript): Promise<MockModelServer> {
  server = await createMockModelServer({ script });
  return server;
}

function recording() {
  const events: AgentEvent[] = [];
  return { events, sink: createEventSink({ listeners: [(event) => events.push(event)] }) };
}

describe.each(PROVIDERS)("a run on %s", (_name, modelAt) => {
  it("goes through several turns of tools", async () => {
    const at = await mock(({ turn, toolResults }) =>
      turn < 3
        ? { text: `step ${turn}`, toolCalls: [{ name: "add", input: { a: turn, b: 1 } }] }
        : { text: `sum ${toolResults[0]?.text}` },
    );
    const add = defineTool({
      name: "add",
      description: "Adds.",
      inputSchema: z.object({ a: z.number(), b: z.number() }),
      execute: ({ a, b }) => a + b,
    });
    const { events, sink } = recording();
    const harness = new AgentHarness({
      name: "a",
      model: createModel(modelAt(at)),
      tools: [add],
      services: { sink },
    });
    const result = await harness.run("count");
    expect(result).toMatchObject({ status: "completed", text: "sum 3", modelCalls: 4, toolCalls: 3 });
    expect(result.usage.costUsd).toBeGreaterThan(0);
    expect(imbalances(events)).toEqual([]);
  });

  it("repeats a call that the provider refused for a moment", async () => {
    let refused = 0;
    const at = await mock(() => {
      refused += 1;
      return refused < 3 ? { error: { status: 429, retryAfterSeconds: 0 } } : { text: "fine" };
    });
    const result = await new AgentHarness({ name: "a", model: createModel(modelAt(at)) }).run("go");
    expect(result).toMatchObject({ text: "fine", modelCalls: 1 });
    expect(at.turns()).toHaveLength(3);
  });

  it("gives up at once when the key is wrong, also below a parent", async () => {
    const at = await mock(({ system }) =>
      system.includes("@parent")
        ? { toolCalls: [{ name: "helper", input: { input: "x" } }] }
        : { error: { status: 401 } },
    );
    const model = createModel(modelAt(at));
    const harness = new AgentHarness({ name: "helper", model, system: "You are @helper" });
    const helper = new SubAgent({ name: "helper", description: "Helps.", harness });
    const tools = [subAgentTool(helper)];
    const parent = new AgentHarness({ name: "parent", model, system: "You are @parent", tools });
    await expect(parent.run("go")).rejects.toMatchObject({ name: "ModelCallError", class: "auth" });
    expect(at.turns()).toHaveLength(2);
  });

  it("closes its connections when the tree is cancelled", async () => {
    const at = await mock(
      scriptByAgent({
        parent: [{ toolCalls: ["a", "b"].map((input) => ({ name: "helper", input: { input } })) }],
        helper: () => ({ text: "begin", stall: true }),
      }),
    );
    const model = createModel(modelAt(at));
    const harness = new AgentHarness({ name: "helper", model, system: "You are @helper" });
    const helper = new SubAgent({ name: "helper", description: "Helps.", harness });
    const { events, sink } = recording();
    const parent = new AgentHarness({
      name: "parent",
      model,
      system: "You are @parent",
      tools: [subAgentTool(helper)],
      services: { sink },
    });
    const run = parent.start("go");
    await expect.poll(() => at.turns().length).toBe(3);
    run.steering.cancel("enough");
    await expect(run.result).rejects.toMatchObject({ reason: "enough" });
    await expect.poll(() => at.turns().filter((request) => request.aborted).length).toBe(2);
    expect(imbalances(events)).toEqual([]);
  });

  it("takes the refusal of a bad input back to the model, which corrects itself", async () => {
    const at = await mock(
      scriptByAgent({
        parent: [
          { toolCalls: [{ name: "helper", input: { task: "x" } }] },
          ({ toolResults }) =>
            toolResults[0]?.text.includes('"input"') === true
              ? { toolCalls: [{ name: "helper", input: { input: "x" } }] }
              : { text: "not told" },
          ({ toolResults }) => ({ text: `got ${toolResults.at(-1)?.text}` }),
        ],
        helper: ["help"],
      }),
    );
    const model = createModel(modelAt(at));
    const harness = new AgentHarness({ name: "helper", model, system: "You are @helper" });
    const helper = new SubAgent({ name: "helper", description: "Helps.", harness });
    const tools = [subAgentTool(helper)];
    const parent = new AgentHarness({ name: "parent", model, system: "You are @parent", tools });
    const result = await parent.run("go");
    expect(result.text).toBe("got help");
    expect(said(result.messages)).toHaveLength(6);
  });

  it("keeps going after a transcript with two calls in one turn", async () => {
    const at = await mock(({ toolResults }) =>
      toolResults.length === 0
        ? { toolCalls: ["a", "b"].map((text) => ({ name: "echo", input: { text } })) }
        : { text: toolResults.map((result) => result.text).join("+") },
    );
    const echo = defineTool({
      name: "echo",
      description: "Echoes.",
      inputSchema: z.object({ text: z.string() }),
      execute: ({ text }) => text,
    });
    const harness = new AgentHarness({ name: "a", model: createModel(modelAt(at)), tools: [echo] });
    await expect(harness.run("go")).resolves.toMatchObject({ text: "a+b", toolCalls: 2 });
  });
});
