/**
 * Patterns and texts of a model cannot stop the daemon.
 *
 * @requirement HARNESS-5
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MockReply, type MockRequest, waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { openProviderHome } from "../e2e/support/provider-home.js";

const PATTERN = `${"*a".repeat(12)}*b`;
const NAME = "a".repeat(200);
/** A linear match takes microseconds. */
const ANSWER_MS = 5_000;

function script({ toolResults, lastUserText }: MockRequest): MockReply {
  if (toolResults.length > 0) return { text: `it said: ${toolResults.map(({ text }) => text).join()}` };
  const [name = "list_files"] = lastUserText.trim().split(" ").slice(-1);
  return {
    toolCalls: [
      { name, input: name === "list_files" ? { pattern: PATTERN } : { text: "x", pattern: PATTERN } },
    ],
  };
}

test.each(["list_files", "search_files"])(
  "the daemon answers while an agent calls %s with a pattern that a backtracking matcher never ends",
  async (name) => {
    await using home = await openProviderHome("api", script);
    const folder = join(home.stage.place.workspace, "coder");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, NAME), "x");
    const daemon = await home.stage.start();
    const { conversationId } = await daemon.client.call("sendMessage", {
      body: { message: `@coder call ${name}` },
    });
    const conversation = await waitFor(
      async () => {
        const signal = AbortSignal.timeout(ANSWER_MS);
        expect((await fetch(`http://127.0.0.1:${daemon.port}/healthz`, { signal })).status).toBe(200);
        const found = await daemon.client.call("getConversation", { params: { id: conversationId } });
        return found.replies.length > 0 ? found : undefined;
      },
      { what: "the agent's answer" },
    );
    expect(conversation.replies[0]?.message).toMatch(/No file matches|Nothing found/);
  },
);
