/**
 * The protocol's three examples, answered by the real claude and codex in one team.
 *
 * @requirement ROUTE-1 @requirement FANOUT-1 @requirement CHAIN-1 @requirement HANDOFF-1 @requirement HARNESS-1 @requirement HARNESS-2
 */
import type { ConversationDetail } from "@tinyagi/contracts";
import { needs, type RecordedRequest, waitFor, wordsOfUser } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import clis from "../agent-clis/package.json" with { type: "json" };
import { openRealTeam, type RealTeam, type TeamScript } from "./support/real-team.js";

const pinned: Readonly<Record<string, string>> = clis.dependencies;
const REAL_CLIS = needs("agent CLIs");
const CHAIN = "@coder: draft the fix. When done, @reviewer: review it";
const FAN_OUT =
  "We ship on Friday. [@coder: fix the login] [@reviewer: read the diff] [@writer: write the release note]";

function listTexts(request: RecordedRequest | undefined): string {
  return request?.messages.map((message) => message.text).join("\n") ?? "";
}

/** The newest turn alone: earlier ones of the same session are not looked at. */
function toPrompt(request: RecordedRequest | undefined): string {
  return wordsOfUser(request?.lastUserText);
}

function overlap(a: RecordedRequest, b: RecordedRequest): boolean {
  return a.startedAt < (b.endedAt ?? 0) && b.startedAt < (a.endedAt ?? 0);
}

/** Each agent's model answers once all of them have asked: agents that waited for each other would never end. */
function together(texts: Readonly<Record<string, string>>): TeamScript {
  let missing = Object.keys(texts).length;
  let open = (): void => {};
  const allAsked = new Promise<void>((resolve) => {
    open = resolve;
  });
  const script = (text: string) => async () => {
    missing -= 1;
    if (missing === 0) open();
    await allAsked;
    return { text };
  };
  return Object.fromEntries(Object.entries(texts).map(([agent, text]) => [agent, script(text)]));
}

function runOf(conversation: ConversationDetail, agent: string) {
  return conversation.runs.filter((run) => run.agent === agent);
}

async function sendByHttp(team: RealTeam, message: string): Promise<ConversationDetail> {
  return (await team.stage.current().client.sendAndWait({ message })).conversation;
}

async function sendByCommand(team: RealTeam, message: string): Promise<ConversationDetail> {
  const { code, stdout, stderr } = await team.stage.cli(["--json", "send", "--wait", "--", message]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as ConversationDetail;
}

/** Each run names the pinned version of its CLI and its permissions; codex is asked while it works, or just after. */
async function namesItsVersion({ stage }: RealTeam, { id }: ConversationDetail): Promise<void> {
  const { client } = stage.current();
  const runs = await waitFor(
    async () => {
      const known = (await client.call("getConversation", { params: { id } })).runs;
      return known.every((run) => run.harnessVersion !== null) ? known : undefined;
    },
    { timeoutMs: 30_000, what: "the versions of claude and codex" },
  );
  for (const { harness, harnessVersion, permissions } of runs)
    expect({ harness, harnessVersion, permissions }).toEqual({
      harness,
      harnessVersion: pinned[harness === "claude" ? "@anthropic-ai/claude-code" : "@openai/codex"],
      permissions: "sandboxed",
    });
  for (const { runId, harness, harnessVersion } of runs)
    expect((await stage.cli(["runs", "show", runId])).stdout).toMatch(
      new RegExp(`harness +${harness} ${harnessVersion}\n(.*\n)*permissions +sandboxed\n`),
    );
}

test.each([
  ["HTTP", sendByHttp],
  ["the command line", sendByCommand],
] as const)(
  "a prefix sent over %s reaches one agent, which answers alone and signed",
  REAL_CLIS,
  async (_, send) => {
    await using team = await openRealTeam({ coder: ["The login works again."] });
    await team.stage.start();
    const conversation = await send(team, "@coder fix the login");
    expect(conversation.replies.map((reply) => reply.message)).toEqual([
      "The login works again.\n\n- [coder]",
    ]);
    expect(conversation.runs).toMatchObject([{ agent: "coder", harness: "claude", status: "completed" }]);
    expect(toPrompt(team.listRequests("coder")[0])).toBe("fix the login");
  },
);

test(
  "tags reach three agents at the same time, each with the shared context and its own words only",
  REAL_CLIS,
  async () => {
    await using team = await openRealTeam(
      together({ coder: "Fixed.", reviewer: "Read.", writer: "Written." }),
    );
    await team.stage.start();
    const conversation = await sendByCommand(team, FAN_OUT);
    const own = { coder: "fix the login", reviewer: "read the diff", writer: "write the release note" };
    const requests = Object.entries(own).map(([agent, words]) => {
      const [request, ...more] = team.listRequests(agent);
      expect(more).toEqual([]);
      expect(toPrompt(request)).toBe(`We ship on Friday.\n\n------\n\nDirected to you:\n${words}`);
      return request as RecordedRequest;
    });
    for (const a of requests) for (const b of requests) expect(overlap(a, b)).toBe(true);
    expect(conversation.runs.map((run) => run.harness).sort()).toEqual(["claude", "codex", "codex"]);
    await namesItsVersion(team, conversation);
    expect(conversation.replies.map((reply) => reply.message).sort()).toEqual([
      "Fixed.\n\n- [coder]",
      "Read.\n\n- [reviewer]",
      "Written.\n\n- [writer]",
    ]);
  },
);

test(
  "a chain hands the first agent's text to the second, one after the other, in one joined reply",
  REAL_CLIS,
  async () => {
    await using team = await openRealTeam({
      coder: ["DRAFT-7: check for null before the call."],
      reviewer: ["Good, ship it."],
    });
    await team.stage.start();
    const conversation = await sendByHttp(team, CHAIN);
    const [draft, review] = [team.listRequests("coder")[0], team.listRequests("reviewer")[0]];
    expect(toPrompt(draft)).toContain("Directed to you:\ndraft the fix.");
    expect(toPrompt(draft)).not.toContain("DRAFT-7");
    expect(toPrompt(review)).toContain("Done by @coder:\nDRAFT-7: check for null before the call.");
    expect(toPrompt(review)).toContain(CHAIN);
    expect(toPrompt(review)).toMatch(/Directed to you:\nreview it$/);
    expect(draft?.endedAt ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(review?.startedAt ?? 0);
    expect(conversation.replies.map((reply) => reply.message)).toEqual([
      "@coder:\nDRAFT-7: check for null before the call.\n\n------\n\n@reviewer:\nGood, ship it.",
    ]);
  },
);

test(
  "a second message continues the session of each CLI, and what its model shows of its thinking is kept",
  REAL_CLIS,
  async () => {
    await using team = await openRealTeam({
      coder: [{ thinking: "A bird, then.", text: "My word is HERON." }, "I said HERON."],
      reviewer: [{ thinking: "A bird, then.", text: "My word is OTTER." }, "I said OTTER."],
    });
    const { client } = await team.stage.start();
    for (const [agent, word] of [
      ["coder", "HERON"],
      ["reviewer", "OTTER"],
    ] as const) {
      const first = await client.sendAndWait({ message: `@${agent} say a word` });
      const second = await client.sendAndWait({ message: `@${agent} which word was it?` });
      const sessions = [first, second].map((one) => runOf(one.conversation, agent)[0]?.sessionId);
      expect(sessions[0]).toMatch(/^[0-9a-f-]{36}$/);
      expect(sessions[1]).toBe(sessions[0]);
      const [run] = runOf(first.conversation, agent);
      const log = await client.call("runLog", { params: { id: run?.runId ?? "" }, query: {} });
      const thoughts = log.filter(({ type }) => type === "run.thought").map(({ data }) => data);
      expect(thoughts).toMatchObject([{ agent, text: "A bird, then." }]);
      const [, again] = team.listRequests(agent);
      expect(toPrompt(again)).toBe("which word was it?");
      expect(again?.turn).toBe(1);
      expect(listTexts(again)).toContain("say a word");
      expect(listTexts(again)).toContain(`My word is ${word}.`);
      expect(second.replies[0]?.message).toBe(`I said ${word}.\n\n- [${agent}]`);
    }
  },
);

test("a session continues after a restart of the daemon", REAL_CLIS, async () => {
  await using team = await openRealTeam({ coder: ["It is HERON.", "HERON."] });
  const first = await team.stage.start();
  await first.client.sendAndWait({ message: "@coder say a word" });
  expect(await first.stop()).toEqual({ code: 0, signal: null });
  const { client } = await team.stage.start();
  await client.sendAndWait({ message: "@coder again" });
  expect(listTexts(team.listRequests("coder")[1])).toContain("It is HERON.");
});

test(
  "a leader hands over to two members, who work at once, and all three answer in one reply",
  REAL_CLIS,
  async () => {
    await using team = await openRealTeam({
      lead: ["The plan stands. [@coder: build the page] [@writer: write the text]"],
      ...together({ coder: "Page built.", writer: "Text written." }),
    });
    const { client } = await team.stage.start();
    const { conversation } = await client.sendAndWait({ message: "@dev make a landing page" });
    expect(conversation).toMatchObject({ team: "dev", join: "reply", status: "closed", limitReached: null });
    expect(conversation.replies).toHaveLength(1);
    const [lead, coder, writer] = (conversation.replies[0]?.message ?? "").split("\n\n------\n\n");
    expect(lead).toBe("@lead:\nThe plan stands. → @coder: build the page\n→ @writer: write the text");
    expect(coder).toBe("@coder:\nPage built.");
    expect(writer).toBe("@writer:\nText written.");
    expect(toPrompt(team.listRequests("coder")[0])).toBe(
      "[Message from teammate @lead]:\nThe plan stands.\n\n------\n\nDirected to you:\nbuild the page",
    );
    const [a, b] = [team.listRequests("coder")[0], team.listRequests("writer")[0]];
    expect(a !== undefined && b !== undefined && overlap(a, b)).toBe(true);
    const tree = await client.call("runTree", {
      params: { id: runOf(conversation, "lead")[0]?.runId ?? "" },
    });
    expect(tree.children.map((child) => child.run.agent).sort()).toEqual(["coder", "writer"]);
  },
);
