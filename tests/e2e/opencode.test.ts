/**
 * The real opencode against the mock provider.
 *
 * @requirement HARNESS-4
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type MockReply, type MockRequest, needs, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import clis from "../agent-clis/package.json" with { type: "json" };
import { KEY, openProviderHome } from "./support/provider-home.js";

function script(request: MockRequest): MockReply {
  const { lastUserText, toolResults } = request;
  if (lastUserText.includes("refuse")) return { error: { status: 400, message: "this is not allowed" } };
  if (toolResults.length > 0) return { text: `it said: ${toolResults.map(({ text }) => text).join()}` };
  if (lastUserText.includes("write"))
    return { toolCalls: [{ name: "write", input: { filePath: "note.txt", content: "hello" } }] };
  if (lastUserText.includes("run"))
    return { toolCalls: [{ name: "bash", input: { command: "echo $OPENAI_API_KEY > key.txt; echo ran" } }] };
  return { text: `turn ${request.turn}`, usage: { inputTokens: 100, outputTokens: 7 } };
}

describe("an agent on opencode", needs("agent CLIs"), () => {
  test("answers, remembers the conversation over a restart, and its usage is counted", async () => {
    await using home = await openProviderHome("opencode", script);
    const first = await home.stage.start();
    const one = await first.client.sendAndWait({ message: "@coder hello" });
    expect(one.conversation.replies[0]?.message).toContain("turn 0");
    expect(one.conversation.runs[0]).toMatchObject({
      harness: "opencode",
      provider: "custom:mock",
      model: "m1",
      usage: { inputTokens: 100, outputTokens: 7 },
    });
    const [run] = one.conversation.runs;
    const params = { id: run?.runId ?? "" };
    const version = await waitFor(
      async () => (await first.client.call("getRun", { params })).harnessVersion,
      {
        timeoutMs: 30_000,
        what: "the version of opencode",
      },
    );
    expect(version).toBe(clis.dependencies["opencode-ai"]);
    await first.stop();
    const second = await home.stage.start();
    const two = await second.client.sendAndWait({ message: "@coder again" });
    expect(two.conversation.replies[0]?.message).toContain("turn 1");
    expect(home.model.turns()[0]?.system).toContain("@coder");
    expect(home.model.turns()[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  test("writes into its workspace; in the mode ask it may not, and the reply says so", async () => {
    await using home = await openProviderHome("opencode", script);
    const { client } = await home.stage.start();
    await client.sendAndWait({ message: "@coder write it" });
    expect(readFileSync(join(home.stage.place.workspace, "coder", "note.txt"), "utf8")).toBe("hello");
    const asked = await client.sendAndWait({ message: "@careful write it" });
    expect(existsSync(join(home.stage.place.workspace, "careful", "note.txt"))).toBe(false);
    expect(asked.conversation.replies[0]?.message).toContain("write");
  });

  test("its commands do not see the provider's key", async () => {
    await using home = await openProviderHome("opencode", script);
    const { client } = await home.stage.start();
    await client.sendAndWait({ message: "@coder run it" });
    const file = join(home.stage.place.workspace, "coder", "key.txt");
    if (existsSync(file)) expect(readFileSync(file, "utf8").trim()).toBe("");
    expect(home.model.turns().at(-1)?.toolResults).toHaveLength(1);
  });

  test("a refused request is final and says so", async () => {
    await using home = await openProviderHome("opencode", script);
    const { client } = await home.stage.start();
    const refused = await client.sendAndWait({ message: "@coder refuse" });
    expect(refused.conversation.messages[0]).toMatchObject({ status: "dead", error: { class: "invalid" } });
  });
});
