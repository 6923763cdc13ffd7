import { describe, expect, it, vi } from "vitest";
import { hang, type Step, scripted } from "../../test-support/scripted.js";
import { createTestServices, imbalances } from "../../test-support/setup.js";
import { ModelCallError } from "../errors.js";
import { AgentHarness, type AgentRunOptions } from "../run/harness.js";

function fails(errorClass: "transient" | "rate_limited" | "auth", retryAfterMs?: number): Step {
  return () => {
    throw new ModelCallError(errorClass, `failed as ${errorClass}`, { retryAfterMs });
  };
}

function setup(steps: readonly Step[], options: AgentRunOptions = {}) {
  const test = createTestServices();
  const model = scripted(steps);
  const harness = new AgentHarness({ name: "a", model, services: test.services });
  const run = harness.start("go", options);
  return { ...test, model, run };
}

/** Lets the next wait of the run begin and pass. */
async function passWait(test: ReturnType<typeof setup>, ms: number): Promise<void> {
  await vi.waitFor(() => expect(test.clock.timers).toBe(2));
  test.clock.advance(ms);
}

describe("a failed model call", () => {
  it("is repeated after a back-off that doubles, and each attempt has its own start and end", async () => {
    const test = setup([fails("transient"), fails("transient"), "fine"]);
    await passWait(test, 500);
    await passWait(test, 1_000);
    const result = await test.run.result;
    expect(result.text).toBe("fine");
    expect(result.modelCalls).toBe(1);
    expect(test.clock.delays.slice(1)).toEqual([500, 1_000]);
    expect(test.of("model.failed").map((event) => [event.data.attempt, event.data.willRetry])).toEqual([
      [1, true],
      [2, true],
    ]);
    expect(imbalances(test.events)).toEqual([]);
  });

  it("is given up after three repeats, with the last failure", async () => {
    const test = setup([fails("transient"), fails("transient"), fails("transient"), fails("transient")]);
    for (const ms of [500, 1_000, 2_000]) await passWait(test, ms);
    await expect(test.run.result).rejects.toMatchObject({ name: "ModelCallError", class: "transient" });
    expect(test.model.requests).toHaveLength(4);
    expect(test.of("model.failed").at(-1)?.data).toMatchObject({ attempt: 4, willRetry: false, delayMs: 0 });
  });

  it("is repeated less often when the caller says so, and never more often than the policy", async () => {
    const none = setup([fails("transient")], { limits: { retries: 0 } });
    await expect(none.run.result).rejects.toBeInstanceOf(ModelCallError);
    expect(none.model.requests).toHaveLength(1);
    const many = setup([fails("transient"), fails("transient"), fails("transient"), fails("transient")], {
      limits: { retries: 100 },
    });
    for (const ms of [500, 1_000, 2_000]) await passWait(many, ms);
    await expect(many.run.result).rejects.toBeInstanceOf(ModelCallError);
    expect(many.model.requests).toHaveLength(4);
  });

  it("is not repeated when a repeat cannot help", async () => {
    const test = setup([fails("auth")]);
    await expect(test.run.result).rejects.toMatchObject({ class: "auth", code: "UNAUTHORIZED" });
    expect(test.model.requests).toHaveLength(1);
  });

  it("is given up at once where the provider asks for a longer wait than the limits allow", async () => {
    const test = setup([fails("rate_limited", 20_000)], { limits: { retryWaitMs: 19_999 } });
    await expect(test.run.result).rejects.toMatchObject({ class: "rate_limited", retryAfterMs: 20_000 });
    expect(test.model.requests).toHaveLength(1);
    const patient = setup([fails("rate_limited", 20_000), "fine"], { limits: { retryWaitMs: 20_000 } });
    await passWait(patient, 20_000);
    expect((await patient.run.result).text).toBe("fine");
  });

  it("waits as long as the provider asks", async () => {
    const test = setup([fails("rate_limited", 20_000), "fine"]);
    await passWait(test, 19_999);
    expect(test.model.requests).toHaveLength(1);
    test.clock.advance(1);
    await expect(test.run.result).resolves.toMatchObject({ text: "fine" });
  });

  it("is not repeated when the provider asks for more time than the run has", async () => {
    const test = setup([fails("rate_limited", 20_000)], { limits: { wallClockMs: 10_000 } });
    await expect(test.run.result).rejects.toMatchObject({ class: "rate_limited", retryAfterMs: 20_000 });
  });

  it("is cancelled during its wait without another call", async () => {
    const test = setup([fails("transient"), "never"]);
    await vi.waitFor(() => expect(test.clock.timers).toBe(2));
    test.run.steering.cancel("changed my mind");
    await expect(test.run.result).rejects.toMatchObject({ name: "RunCancelledError" });
    expect(test.model.requests).toHaveLength(1);
    expect(test.clock.timers).toBe(0);
  });

  it("keeps nothing of the failed attempt in the transcript", async () => {
    const test = setup([fails("transient"), "fine"]);
    await passWait(test, 500);
    const { messages } = await test.run.result;
    expect(messages.map((message) => message.role)).toEqual(["user", "assistant"]);
  });
});

describe("an empty answer", () => {
  it("is a failure and is repeated", async () => {
    const test = setup(["", { text: "  " }, "fine"]);
    await passWait(test, 500);
    await passWait(test, 1_000);
    await expect(test.run.result).resolves.toMatchObject({ status: "completed", text: "fine" });
  });

  it("never passes for an answer in the end", async () => {
    const test = setup(["", "", "", ""]);
    for (const ms of [500, 1_000, 2_000]) await passWait(test, ms);
    await expect(test.run.result).rejects.toThrow("empty answer");
  });
});

describe("a call that is cancelled", () => {
  it("ends as cancelled and not as failed", async () => {
    const test = setup([hang]);
    await vi.waitFor(() => expect(test.model.requests).toHaveLength(1));
    test.run.steering.cancel();
    await expect(test.run.result).rejects.toMatchObject({ name: "RunCancelledError" });
    expect(test.types()).toContain("model.cancelled");
    expect(test.types()).not.toContain("model.failed");
    expect(imbalances(test.events)).toEqual([]);
  });

  it("is not waited for when the model ignores its signal", async () => {
    const test = setup([() => new Promise<never>(() => {})]);
    await vi.waitFor(() => expect(test.model.requests).toHaveLength(1));
    test.run.steering.cancel();
    await expect(test.run.result).rejects.toMatchObject({ reason: "by command" });
  });
});
