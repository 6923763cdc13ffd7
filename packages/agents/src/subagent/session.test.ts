import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { always, call, deferred, hang, type Step, said, scripted } from "../../test-support/scripted.js";
import { createTestServices, imbalances } from "../../test-support/setup.js";
import { subAgent } from "../../test-support/tree.js";
import { SessionBusyError } from "../errors.js";
import { AgentHarness } from "../run/harness.js";
import { defineTool } from "../tool/tool.js";
import { SubAgentSession } from "./session.js";

function setup(steps: readonly Step[], system?: string) {
  const test = createTestServices();
  const model = scripted(steps);
  const agent = subAgent("helper", model, {
    services: test.services,
    policy: { retries: 0 },
    ...(system === undefined ? {} : { system }),
  });
  return { ...test, model, session: new SubAgentSession(agent) };
}

const boom: Step = () => {
  throw new Error("boom");
};

describe("a session", () => {
  it("keeps the transcript from turn to turn", async () => {
    const { session, model } = setup(["one", "two", "three"]);
    await session.send("first");
    await session.send("second");
    await session.send("third");
    expect(said(model.requests[2]?.messages ?? [])).toEqual([
      "user: first",
      "assistant: one",
      "user: second",
      "assistant: two",
      "user: third",
    ]);
    expect(session.turns).toBe(3);
    expect(said(session.transcript)).toHaveLength(6);
  });

  it("keeps the tool calls of a turn and their results", async () => {
    const tool = defineTool({ name: "t", description: "d", inputSchema: z.unknown(), execute: () => "x" });
    const model = scripted([call("t"), "one", "two"]);
    const session = new SubAgentSession(subAgent("helper", model, { tools: [tool] }));
    await session.send("first");
    await session.send("second");
    expect(said(model.requests[2]?.messages ?? [])).toEqual([
      "user: first",
      "assistant calls t",
      "text: x",
      "assistant: one",
      "user: second",
    ]);
  });

  it("sends the system prompt once with each call and never as part of the transcript", async () => {
    const { session, model } = setup(["one", "two"], "Be kind.");
    await session.send("first");
    await session.send("second");
    expect(model.requests.map((request) => request.system)).toEqual(["Be kind.", "Be kind."]);
    expect(JSON.stringify(model.requests.map((request) => request.messages))).not.toContain("Be kind");
  });

  it("tells which turn it is and that earlier ones are used again", async () => {
    const { session, of, events } = setup(["one", "two"]);
    await session.send("first");
    await session.send("second");
    expect(of("subagent.started").map((event) => event.data.turn)).toEqual([1, 2]);
    expect(of("subagent.reused").map((event) => event.data)).toEqual([{ turns: 1 }]);
    expect(imbalances(events)).toEqual([]);
  });

  it("forgets everything on reset", async () => {
    const { session, model } = setup(["one", "two"]);
    await session.send("first");
    session.reset();
    expect([session.turns, session.transcript]).toEqual([0, []]);
    await session.send("again");
    expect(said(model.requests[1]?.messages ?? [])).toEqual(["user: again"]);
    expect(session.turns).toBe(1);
  });

  it("does not share its transcript with another of the same agent", async () => {
    const model = always("ok");
    const agent = subAgent("helper", model);
    const [a, b] = [new SubAgentSession(agent), new SubAgentSession(agent)];
    await a.send("for a");
    await b.send("for b");
    expect(said(model.requests[1]?.messages ?? [])).toEqual(["user: for b"]);
  });

  it("hands out a transcript that nobody can change", async () => {
    const { session } = setup(["one"]);
    await session.send("first");
    expect(Object.isFrozen(session.transcript)).toBe(true);
  });

  it("in a parent has child runs for turns", async () => {
    const test = createTestServices();
    const model = scripted(["one", "two"]);
    const agent = subAgent("helper", model);
    const talk = defineTool({
      name: "talk",
      description: "d",
      inputSchema: z.unknown(),
      execute: async (_input, { run }) => {
        const session = new SubAgentSession(agent, { parent: run });
        await session.send("first");
        return (await session.send("second")).text;
      },
    });
    const parentModel = scripted([call("talk"), "done"]);
    const parent = new AgentHarness({
      name: "p",
      model: parentModel,
      tools: [talk],
      services: test.services,
    });
    await parent.run("go");
    expect(test.of("run.started").map((event) => event.depth)).toEqual([0, 1, 1]);
    expect(imbalances(test.events)).toEqual([]);
  });
});

describe("a send that fails", () => {
  it("changes nothing, and the next goes on from before", async () => {
    const { session, model } = setup(["one", boom, "two"]);
    await session.send("first");
    const before = session.transcript;
    await expect(session.send("lost")).rejects.toThrow();
    expect(session.transcript).toBe(before);
    expect(session.turns).toBe(1);
    expect(session.current).toBeUndefined();
    await session.send("second");
    expect(JSON.stringify(model.requests[2]?.messages)).not.toContain("lost");
    expect(session.turns).toBe(2);
  });

  it("as the first changes nothing either", async () => {
    const { session, model } = setup([boom, "one"]);
    await expect(session.send("lost")).rejects.toThrow();
    await session.send("first");
    expect(said(model.requests[1]?.messages ?? [])).toEqual(["user: first"]);
    expect(session.turns).toBe(1);
  });

  it("because it was cancelled changes nothing", async () => {
    const { session, model } = setup([hang, "one"]);
    const run = session.begin("lost");
    await vi.waitFor(() => expect(model.requests).toHaveLength(1));
    run.steering.cancel();
    await expect(run.result).rejects.toMatchObject({ name: "RunCancelledError" });
    expect([session.turns, session.transcript]).toEqual([0, []]);
  });

  it("because it ended partial changes nothing and hands its transcript out in the result", async () => {
    const { session } = setup([{ ...call("none"), text: "half" }]);
    const result = await session.send("lost", { limits: { modelCalls: 1 } });
    expect(result).toMatchObject({ status: "partial", text: "half" });
    expect(result.messages).toHaveLength(3);
    expect([session.turns, session.transcript]).toEqual([0, []]);
  });

  it("because there is nothing to send changes nothing", async () => {
    const { session, events, model } = setup(["one"]);
    await expect(session.send(" ")).rejects.toThrow("not empty");
    expect(events).toEqual([]);
    await session.send("first");
    await expect(session.send("")).rejects.toThrow("not empty");
    expect(session.current).toBeUndefined();
    expect([session.turns, model.requests.length]).toEqual([1, 1]);
  });
});

describe("a busy session", () => {
  it("refuses a second send and a reset until its turn is over", async () => {
    const gate = deferred<string>();
    const { session, model } = setup([() => gate.promise, "two"]);
    const first = session.send("first");
    await vi.waitFor(() => expect(model.requests).toHaveLength(1));
    await expect(session.send("second")).rejects.toBeInstanceOf(SessionBusyError);
    expect(() => session.reset()).toThrow(SessionBusyError);
    gate.resolve("one");
    await first;
    await expect(session.send("second")).resolves.toMatchObject({ text: "two" });
  });

  it("can be steered", async () => {
    const gate = deferred<string>();
    const { session, model } = setup([() => gate.promise, "with metric units"]);
    const first = session.send("first");
    await vi.waitFor(() => expect(model.requests).toHaveLength(1));
    session.current?.steering.inject("use metric units");
    gate.resolve("one");
    await expect(first).resolves.toMatchObject({ text: "with metric units" });
  });
});
