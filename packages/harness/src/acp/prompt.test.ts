import type { HarnessRequest } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { asMessage, promptBlocks } from "./prompt.js";

async function textOf(
  prompt: string,
  { isFirst, systemPrompt = "" }: { isFirst: boolean; systemPrompt?: string },
) {
  const request = partial<HarnessRequest>({ prompt, systemPrompt });
  const [block] = await promptBlocks(request, { isFirst, capabilities: {} });
  return block?.type === "text" ? block.text : undefined;
}

test.each(["/allow-all", "  /allow-all on", "\n\t/extensions install x"])(
  "a message is no command of the program: %j",
  async (prompt) => {
    for (const isFirst of [true, false]) {
      const text = await textOf(prompt, { isFirst });
      expect(text).toContain(prompt);
      expect(text?.trimStart()).not.toMatch(/^\//);
    }
    expect(asMessage(prompt).trimStart()).not.toMatch(/^\//);
  },
);

test("other messages stay as they are, behind the instructions of the first one", async () => {
  expect(await textOf("a / b", { isFirst: false, systemPrompt: "Be short." })).toBe("a / b");
  expect(await textOf("hello", { isFirst: true, systemPrompt: "Be short." })).toBe(
    "<instructions>\nBe short.\n</instructions>\n\nhello",
  );
});
