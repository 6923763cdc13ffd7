import { describe, expect, it } from "vitest";
import { scripted } from "../../test-support/scripted.js";
import { ModelCallError } from "../errors.js";
import { AgentHarness } from "../run/harness.js";
import { createFallbackModel } from "./fallback.js";
import type { AgentModel } from "./model.js";

const failing = (
  id: string,
  error = new ModelCallError("auth", "no key"),
): AgentModel & { calls: number } => ({
  id,
  calls: 0,
  async stream(_request, io) {
    this.calls += 1;
    if (error.class === "transient") io.onText("half");
    throw error;
  },
});
const NO_RETRIES = { limits: { retries: 0 } };

describe("a fallback", () => {
  it("asks the next model, whose price counts, and rests the one that failed", async () => {
    let now = 0;
    const first = failing("gpt-5");
    const second = scripted(
      [{ text: "one", usage: { inputTokens: 1_000_000 } }, "two", "three"],
      "gpt-5-mini",
    );
    const model = createFallbackModel([first, second], { now: () => now, coolDownMs: 1_000 });
    const harness = new AgentHarness({ name: "a", model });
    const result = await harness.run("go", NO_RETRIES);
    const priced = await new AgentHarness({
      name: "b",
      model: scripted([{ text: "one", usage: { inputTokens: 1_000_000 } }], "gpt-5-mini"),
    }).run("go");
    expect(result.usage.costUsd).toBe(priced.usage.costUsd);
    await harness.run("go", NO_RETRIES);
    expect(first.calls).toBe(1);
    now = 2_000;
    await harness.run("go", NO_RETRIES);
    expect(first.calls).toBe(2);
  });

  it("does not replace a model that has begun to speak; the retry asks the next one", async () => {
    const first = failing("m", new ModelCallError("transient", "broke off"));
    const model = createFallbackModel([first, scripted(["whole"])]);
    const log: string[] = [];
    const io = { signal: new AbortController().signal, onText: (text: string) => log.push(text) };
    const request = { system: undefined, messages: [], tools: [] };
    await expect(model.stream(request, io)).rejects.toMatchObject({ class: "transient" });
    await expect(model.stream(request, io)).resolves.toMatchObject({ finishReason: "stop" });
    expect(log).toEqual(["half", "whole"]);
  });

  it("passes on failures that another model would have, too, and the last one when all fail", async () => {
    const second = scripted(["never"]);
    const invalid = createFallbackModel([failing("m", new ModelCallError("invalid", "bad request")), second]);
    await expect(new AgentHarness({ name: "a", model: invalid }).run("go", NO_RETRIES)).rejects.toThrow(
      "bad",
    );
    expect(second.requests).toEqual([]);
    const none = createFallbackModel([failing("m"), failing("n", new ModelCallError("not_found", "gone"))]);
    await expect(new AgentHarness({ name: "a", model: none }).run("go", NO_RETRIES)).rejects.toThrow("gone");
    expect(() => createFallbackModel([])).toThrow("at least one");
  });
});
