/** @requirement TRACE-2 */
import { redactText } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { engines } from "../conversation/fixture.js";
import { compareGraphs } from "./compare-graphs.js";

const engine = engines();
const SHOWN_CHARS = 20_000;
const SECRET = "sk-planted-4f9a1c77d2e84b05";

test("a credential at the end of what is shown of a result is taken out before the result is cut", async () => {
  const plan = { version: 1, goal: "g", agents: [{ id: "a", prompt: "part a" }], output: "a" };
  const it = await engine({
    agents: {
      lead({ prompt, systemPrompt }) {
        if (prompt.startsWith("[TinyAGI: your")) return "joined";
        const isNode = systemPrompt.includes("## You are a sub-agent");
        const result = `${"word ".repeat(SHOWN_CHARS / 5 - 2)}${SECRET} and more`;
        return isNode ? result : `\`\`\`spawn\n${JSON.stringify(plan)}\n\`\`\``;
      },
    },
  });
  const { conversationId } = await it.send("go");
  await it.settled();
  const [root] = it.store.messages.inConversation(conversationId);
  const row = root?.id ?? 0;
  const nodes = await compareGraphs(it.store, { a: row, b: row, redact: redactText });
  const output = nodes.find(({ node }) => node === "root/a")?.a?.output;
  expect(output).toContain("[redacted]".slice(0, 5));
  expect(output?.slice(-40)).not.toContain("sk-");
});
