/**
 * Agents on a model API, without any CLI, and what takes over when a provider fails.
 *
 * @requirement HARNESS-5 @requirement HARNESS-6
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type MockReply, type MockRequest, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { KEY, openProviderHome } from "./support/provider-home.js";

/** The model for chores. */
const SMALL = "small-1";

function script(request: MockRequest): MockReply {
  if (request.model === SMALL) return { text: '"The numbers of May"' };
  const { lastUserText, toolResults } = request;
  if (toolResults.length > 0) return { text: `it said: ${toolResults.map(({ text }) => text).join()}` };
  if (lastUserText.includes("write"))
    return { toolCalls: [{ name: "write_file", input: { path: "note.txt", content: "hello" } }] };
  if (lastUserText.includes("steal"))
    return {
      toolCalls: [{ name: "read_file", input: { path: lastUserText.trim().split(" ").at(-1) ?? "" } }],
    };
  const delayMs = lastUserText.includes("slowly") ? 2_000 : 0;
  return { text: `turn ${request.turn}`, delayMs };
}

describe("an agent on a model API", () => {
  test("answers, and remembers the conversation over a restart", async () => {
    await using home = await openProviderHome("api", script);
    const first = await home.stage.start();
    const one = await first.client.sendAndWait({ message: "@coder hello" });
    expect(one.conversation.replies[0]?.message).toContain("turn 0");
    const [run] = one.conversation.runs;
    expect(run).toMatchObject({ harness: "api", provider: "custom:mock", model: "m1" });
    expect(run?.usage).toMatchObject({ estimated: true });
    await first.stop();
    const second = await home.stage.start();
    const two = await second.client.sendAndWait({ message: "@coder again" });
    expect(two.conversation.replies[0]?.message).toContain("turn 1");
    const file = join(home.stage.place.home, "sessions", "api", `${run?.sessionId}.json`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).not.toContain(KEY);
  });

  test("works in its workspace and nowhere else; in the mode ask it changes nothing that a person denies", async () => {
    await using home = await openProviderHome("api", script);
    const { client } = await home.stage.start();
    await client.sendAndWait({ message: "@coder write it" });
    expect(readFileSync(join(home.stage.place.workspace, "coder", "note.txt"), "utf8")).toBe("hello");
    const stolen = await client.sendAndWait({
      message: `@coder steal ${home.stage.place.home}/settings.json`,
    });
    expect(stolen.conversation.replies[0]?.message).toContain("refused");
    expect(stolen.conversation.replies[0]?.message).not.toContain("canary");
    const asked = client.sendAndWait({ message: "@careful write it" });
    const approval = await waitFor(
      async () => (await client.call("listApprovals", { query: {} })).approvals[0],
      { what: "an approval" },
    );
    expect(approval.title).toContain("write_file");
    expect((await home.stage.cli(["deny", approval.id, "not now"])).code).toBe(0);
    const { conversation } = await asked;
    expect(existsSync(join(home.stage.place.workspace, "careful", "note.txt"))).toBe(false);
    expect(conversation.replies.at(-1)?.message).toContain("not now");
  });
});

describe("a cheap model for chores", () => {
  test("writes the title of a long message while its agent works, and every client shows it", async () => {
    await using home = await openProviderHome("api", script);
    const { client } = await home.stage.start();
    for (const [key, value] of [
      ["chores.provider", "custom:mock"],
      ["chores.model", SMALL],
    ] as const)
      expect((await home.stage.cli(["config", "set", key, value])).code).toBe(0);
    const message = `@coder slowly, ${"please look at the numbers that we got from them last month. ".repeat(8)}`;
    const { conversation } = await client.sendAndWait({ message });
    expect(conversation.title).toBe("The numbers of May");
    expect(conversation.runs).toMatchObject([{ model: "m1" }]);
    expect(conversation.messages).toMatchObject([{ title: "The numbers of May" }]);
    const shown = await home.stage.cli(["runs"]);
    expect(shown.stdout).toContain("The numbers of May");
    const why = await home.stage.cli(["why", String(conversation.messages[0]?.id)]);
    expect(why.stdout).toContain(`${SMALL} wrote the title “The numbers of May”`);
    const short = await client.sendAndWait({ message: "@coder hello again" });
    expect(short.conversation.title).toBe("hello again");
  });

  test("cannot be one that only an agent program reaches", async () => {
    await using home = await openProviderHome("api", script);
    await home.stage.start();
    const unknown = await home.stage.cli(["config", "set", "chores.provider", "custom:nobody"]);
    expect(unknown.stderr).toContain("no custom provider has this id");
    const program = await home.stage.cli(["config", "set", "chores.provider", "anthropic"]);
    expect(program.stderr).toContain("use api or custom:<id>");
  });
});

describe("an agent with a fallback", () => {
  test("is answered by the next provider when its own cannot be reached, and the runs say by which", async () => {
    const fb = {
      name: "Fb",
      provider: "custom:gone",
      model: "",
      fallback: [{ provider: "custom:mock", model: "m2" }],
    };
    await using home = await openProviderHome("api", script, { fb });
    const { client } = await home.stage.start();
    const { conversation } = await client.sendAndWait({ message: "@fb hello" });
    expect(conversation.replies[0]?.message).toContain("turn 0");
    const runs = conversation.runs.map(({ provider, model, status }) => `${provider} ${model} ${status}`);
    expect(runs.toSorted()).toEqual([
      "custom:gone m1 failed",
      "custom:gone m1 failed",
      "custom:mock m2 completed",
    ]);
    // While its own provider is paused, the next message goes to the fallback at once.
    const next = await client.sendAndWait({ message: "@fb again" });
    expect(new Set(next.conversation.runs.map(({ provider }) => provider))).toEqual(new Set(["custom:mock"]));
  });
});
