import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { always, deferred, type Step, said, scripted } from "../../test-support/scripted.js";
import { subAgent } from "../../test-support/tree.js";
import { createMessageLanes, MESSAGE_LANES } from "./lanes.js";
import { SubAgentSession } from "./session.js";

/** A session in the middle of its first turn. */
async function busy(steps: readonly Step[], options: { maxWaiting?: number } = {}) {
  const gate = deferred<string>();
  const model = scripted([() => gate.promise, ...steps]);
  const session = new SubAgentSession(subAgent("helper", model, { policy: { retries: 0 } }));
  const lanes = createMessageLanes(session, options);
  const first = lanes.post("first", "followup");
  await vi.waitFor(() => expect(model.requests).toHaveLength(1));
  return { gate, model, session, lanes, first };
}

function lastSaid(model: { requests: { messages: Parameters<typeof said>[0] }[] }): string | undefined {
  return said(model.requests.at(-1)?.messages ?? []).at(-1);
}

describe("an idle session", () => {
  it.each(MESSAGE_LANES)("begins a turn with a message in the lane %s", async (lane) => {
    const session = new SubAgentSession(subAgent("helper", scripted(["ok"])));
    const lanes = createMessageLanes(session);
    await expect(lanes.post("hi", lane)).resolves.toMatchObject({ text: "ok" });
    expect(session.turns).toBe(1);
  });
});

describe("the lane steer", () => {
  it("puts the message into the live turn", async () => {
    const { gate, model, session, lanes, first } = await busy(["second answer"]);
    const steered = lanes.post("also this", "steer");
    gate.resolve("first answer");
    const [a, b] = await Promise.all([first, steered]);
    expect(a).toBe(b);
    expect(lastSaid(model)).toBe("user: also this");
    expect(session.turns).toBe(1);
  });

  it("gives a message that came too late a turn of its own", async () => {
    const { gate, session, lanes, first } = await busy(["second answer"]);
    const run = session.current;
    gate.resolve("first answer");
    await run?.result;
    const steered = lanes.post("too late", "steer");
    await first;
    await expect(steered).resolves.toMatchObject({ text: "second answer" });
    expect(session.turns).toBe(2);
  });

  it("gives a message that the run could not take any more a turn of its own", async () => {
    const { gate, session, lanes, first } = await busy(["second answer"]);
    const steered = lanes.post("please", "steer");
    session.current?.steering.cancel("stop the first");
    gate.resolve("late");
    await expect(first).rejects.toMatchObject({ reason: "stop the first" });
    await expect(steered).resolves.toMatchObject({ text: "second answer" });
    expect(said(session.transcript)[0]).toBe("user: please");
  });
});

describe("the lane followup", () => {
  it("gives each message a turn of its own, in order", async () => {
    const { gate, session, lanes, first } = await busy(["b", "c"]);
    const [second, third] = [lanes.post("second", "followup"), lanes.post("third", "followup")];
    expect(lanes.waiting).toBe(2);
    gate.resolve("a");
    const texts = (await Promise.all([first, second, third])).map((result) => result.text);
    expect(texts).toEqual(["a", "b", "c"]);
    expect(said(session.transcript)).toEqual([
      "user: first",
      "assistant: a",
      "user: second",
      "assistant: b",
      "user: third",
      "assistant: c",
    ]);
    expect(lanes.waiting).toBe(0);
  });

  it("goes on after a turn that failed", async () => {
    const { gate, lanes, first } = await busy(["b"]);
    const second = lanes.post("second", "followup");
    gate.reject(new Error("boom"));
    await expect(first).rejects.toThrow();
    await expect(second).resolves.toMatchObject({ text: "b" });
  });

  it("answers for a message that cannot be sent and goes on with the next", async () => {
    const { gate, lanes, first } = await busy(["c"]);
    const second = lanes.post("   ", "followup");
    const third = lanes.post("third", "followup");
    gate.resolve("a");
    await first;
    await expect(second).rejects.toThrow("not empty");
    await expect(third).resolves.toMatchObject({ text: "c" });
  });
});

describe("the lane collect", () => {
  it("shares one turn among all that wait", async () => {
    const { gate, model, session, lanes, first } = await busy(["both"]);
    const shared = [lanes.post("one", "collect"), lanes.post("two", "collect")];
    expect(lanes.waiting).toBe(2);
    gate.resolve("a");
    await first;
    const [a, b] = await Promise.all(shared);
    expect(a).toBe(b);
    expect(lastSaid(model)).toBe("user: one\n\ntwo");
    expect(session.turns).toBe(2);
  });

  it("takes the place of its first message among the followups", async () => {
    const { gate, session, lanes, first } = await busy(["b", "c"]);
    const rest = [
      lanes.post("one", "collect"),
      lanes.post("alone", "followup"),
      lanes.post("two", "collect"),
    ];
    gate.resolve("a");
    await Promise.all([first, ...rest]);
    const users = said(session.transcript).filter((text) => text.startsWith("user"));
    expect(users).toEqual(["user: first", "user: one\n\ntwo", "user: alone"]);
  });
});

describe("the waiting messages", () => {
  it("have a limit with a typed error", async () => {
    const { gate, lanes, first } = await busy(["b"], { maxWaiting: 1 });
    const second = lanes.post("second", "followup");
    for (const lane of MESSAGE_LANES) {
      await expect(lanes.post("third", lane)).rejects.toMatchObject({ code: "CONFLICT" });
    }
    gate.resolve("a");
    await Promise.all([first, second]);
  });

  it("begin also behind a turn that was not begun through the lanes", async () => {
    const gate = deferred<string>();
    const session = new SubAgentSession(subAgent("helper", scripted([() => gate.promise, "b"])));
    const direct = session.send("direct");
    const second = createMessageLanes(session).post("second", "followup");
    gate.resolve("a");
    await direct;
    await expect(second).resolves.toMatchObject({ text: "b" });
  });

  it("are never lost: each is in the transcript once, whatever the lanes", async () => {
    const lane = fc.constantFrom(...MESSAGE_LANES);
    await fc.assert(
      fc.asyncProperty(fc.array(lane, { maxLength: 8 }), async (list) => {
        const session = new SubAgentSession(subAgent("helper", always("ok")));
        const lanes = createMessageLanes(session);
        await Promise.all(list.map((name, at) => lanes.post(`<${at}>`, name)));
        const text = said(session.transcript).join("\n");
        for (const at of list.keys()) expect(text.split(`<${at}>`)).toHaveLength(2);
      }),
      { numRuns: 60 },
    );
  });
});
