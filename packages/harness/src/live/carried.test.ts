/** Texts that a run took before it was tried again. */
import type { HarnessContext, HarnessRequest, SteerTurn } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { carryingTexts } from "./carried.js";

test("the next try has the texts that the one before took, and only those", async () => {
  const prompts: string[] = [];
  const offered: (SteerTurn | undefined)[] = [];
  const run = carryingTexts(async ({ prompt }, context) => {
    prompts.push(prompt);
    context.onSteerable?.(async (text) => (text === "late" ? "too_late" : "taken"));
    await offered.at(-1)?.("and this");
    await offered.at(-1)?.("late");
    context.onSteerable?.(undefined);
    return { text: "done", deniedTools: [] };
  });
  const request = partial<HarnessRequest>({ prompt: "hello" });
  const context = partial<HarnessContext>({ onSteerable: (steer) => void offered.push(steer) });
  await run(request, context);
  await run(request, context);
  expect(prompts).toEqual(["hello", "hello\n\nand this"]);
  expect(offered.at(-1)).toBeUndefined();
});
