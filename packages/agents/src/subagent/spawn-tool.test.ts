import { AppError } from "@tinyagi/contracts";
import { describe, expect, it, vi } from "vitest";
import { call, said } from "../../test-support/scripted.js";
import { parentOf } from "../../test-support/tree.js";
import { RunCancelledError } from "../errors.js";
import { PLAN_MAX_CHARS, spawnTool } from "./spawn-tool.js";

const PLAN = { version: 1, goal: "g", agents: [{ id: "a", prompt: "p" }], output: "a" };

async function handIn(input: unknown, onPlan: (plan: string) => unknown) {
  const test = parentOf([spawnTool({ onPlan })], [call("spawn_agents", input), "done"]);
  const result = await test.parent.run("go");
  return { ...test, said: said(result.messages)[2] };
}

describe("the spawn tool", () => {
  it.each([
    ["an object in its field", { plan: PLAN }],
    ["a text in its field", { plan: JSON.stringify(PLAN) }],
    ["the plan itself", PLAN],
    ["a bare text", JSON.stringify(PLAN)],
  ])("hands in %s as text", async (_what, input) => {
    const plans: unknown[] = [];
    await handIn(input, (plan) => plans.push(JSON.parse(plan)));
    expect(plans).toEqual([PLAN]);
  });

  it("hands prose and fences on as they are", async () => {
    const onPlan = vi.fn();
    const text = `Here is my plan:\n\`\`\`json\n${JSON.stringify(PLAN)}\n\`\`\``;
    await handIn({ plan: text }, onPlan);
    expect(onPlan.mock.calls[0]?.[0]).toBe(text);
  });

  it("gives the answer back to the model and tells the story", async () => {
    const test = await handIn({ plan: PLAN }, () => ({ a: "result" }));
    expect(test.said).toBe('json: {"a":"result"}');
    expect(test.types().filter((type) => type.startsWith("spawn."))).toEqual([
      "spawn.requested",
      "spawn.compiled",
    ]);
  });

  it("gives a refusal back to the model, which can try again", async () => {
    const test = await handIn({ plan: PLAN }, () => {
      throw new AppError("CONFLICT", "The spawn is refused (fan_out).");
    });
    expect(test.said).toBe("error-text: The tool spawn_agents failed: The spawn is refused (fan_out).");
    expect(test.of("spawn.refused").map((event) => event.data)).toEqual([
      { tool: "spawn_agents", code: "CONFLICT" },
    ]);
    expect(test.types()).not.toContain("spawn.compiled");
  });

  it.each([[{ plan: "" }], [{ plan: "x".repeat(PLAN_MAX_CHARS + 1) }], [""]])(
    "refuses what is no plan without asking anybody",
    async (input) => {
      const onPlan = vi.fn();
      const test = await handIn(input, onPlan);
      expect(onPlan).not.toHaveBeenCalled();
      expect(test.said).toContain("must be a plan of at most");
      expect(test.of("spawn.refused").map((event) => event.data.code)).toEqual(["INVALID_INPUT"]);
    },
  );

  it("lets a cancellation through to the parent", async () => {
    const tool = spawnTool({ onPlan: () => Promise.reject(new RunCancelledError("by the person")) });
    const { parent } = parentOf([tool], [call("spawn_agents", { plan: PLAN })]);
    await expect(parent.run("go")).rejects.toMatchObject({ reason: "by the person" });
  });

  it("can have another name and description", async () => {
    const tool = spawnTool({ name: "delegate", description: "Delegates.", onPlan: () => "ok" });
    expect(tool).toMatchObject({ name: "delegate", description: "Delegates.", spawns: true });
  });
});
