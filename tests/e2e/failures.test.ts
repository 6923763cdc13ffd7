/**
 * One agent fails, the others answer; retries, dead letters and their replay by hand.
 *
 * @requirement RETRY-1 @requirement FANOUT-1
 */
import type { ConversationDetail, JournalEvent } from "@tinyagi/contracts";
import { type MockError, needs, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { openRealTeam, teamScript } from "./support/real-team.js";
import type { Stage } from "./support/stage.js";

const REAL_CLIS = needs("agent CLIs");
const ALL = "[@coder: a] [@reviewer: b] [@writer: c]";
const RETRY_BASE_MS = 40;
const SERVER_ERROR: MockError = { status: 500, message: "the model is on fire" };

const answers = { coder: () => ({ text: "Coded." }), writer: () => ({ text: "Written." }) };

/** A script in which the reviewer's model fails. */
function failing(error: MockError) {
  return { ...answers, reviewer: () => ({ error }) };
}

async function conversationOf(stage: Stage, id: string): Promise<ConversationDetail> {
  return stage.current().client.call("getConversation", { params: { id } });
}

describe("when the provider of one of three agents refuses its request", REAL_CLIS, () => {
  test("the two others' answers are delivered and it appears as failed with the provider's reason", async () => {
    await using team = await openRealTeam(failing({ status: 400, message: "this request is not allowed" }));
    const { client } = await team.stage.start();
    const { conversation } = await client.sendAndWait({ message: ALL, join: "reply" });
    expect(conversation.replies).toHaveLength(1);
    const [coder, reviewer, writer] = (conversation.replies[0]?.message ?? "").split("\n\n------\n\n");
    expect(coder).toBe("@coder:\nCoded.");
    expect(reviewer).toMatch(
      /^@reviewer:\n\(failed after 1 attempt: .*this request is not allowed.*queue retry \d+`\)\.\)$/s,
    );
    expect(writer).toBe("@writer:\nWritten.");
    expect(team.listRequests("reviewer").length).toBeLessThanOrEqual(3);
    const dead = conversation.messages.find((message) => message.status === "dead");
    expect(dead).toMatchObject({ agent: "reviewer", attempts: 1, error: { class: "invalid" } });
  });
});

describe("without patience, when the provider of one of three agents answers 500", REAL_CLIS, () => {
  test("its message is tried five times with growing delays, dies, and comes back by hand once the provider is well", async () => {
    await using team = await openRealTeam(failing(SERVER_ERROR), {
      execution: { retryBaseMs: RETRY_BASE_MS, retryMaxMs: 10_000, patience: 0 },
    });
    const { stage } = team;
    const { client, call } = await stage.start();
    const events: JournalEvent[] = [];
    const { conversation, accepted } = await client.sendAndWait(
      { message: ALL, join: "reply" },
      { onEvent: (event) => events.push(event) },
    );

    const delays = events.flatMap((event) => (event.type === "message.retrying" ? [event.data.delayMs] : []));
    expect(delays).toHaveLength(4);
    // It is never tried before the pause of its provider ends, which grows, too.
    for (const [failures, delay] of delays.entries())
      expect(delay).toBeGreaterThanOrEqual(Math.floor(RETRY_BASE_MS * 2 ** failures * 0.8));
    const attempts = conversation.runs.filter((run) => run.agent === "reviewer");
    expect(attempts.map((run) => [run.attempt, run.status])).toEqual(
      [1, 2, 3, 4, 5].map((attempt) => [attempt, "failed"]),
    );
    const reply = conversation.replies[0]?.message ?? "";
    expect(reply).toContain("@coder:\nCoded.");
    expect(reply).toContain("@writer:\nWritten.");
    // codex keeps the provider's own words to itself and says this for every 500.
    expect(reply).toMatch(/@reviewer:\n\(failed after 5 attempts: .*experiencing high demand/);

    const listed = await call<{ id: number }[]>("GET", "/api/queue/dead");
    expect(listed.body).toMatchObject([
      { data: { agent: "reviewer", message: "b" }, attemptsMade: 5, errorClass: "transient" },
    ]);
    const byCommand = await stage.cli(["queue", "dead", "--json"]);
    expect(JSON.parse(byCommand.stdout)).toEqual(listed.body);

    team.model.setScript(teamScript({ reviewer: ["Reviewed at last."] }));
    const id = String(listed.body[0]?.id);
    const retried = await stage.cli(["queue", "retry", id, "--json"]);
    expect(retried.code).toBe(0);
    expect((await stage.cli(["provider", "resume"])).code).toBe(0);
    const { conversationId } = JSON.parse(retried.stdout) as { conversationId: string };
    const followUp = await waitFor(async () => {
      const found = await conversationOf(stage, conversationId);
      return found.status === "closed" ? found : undefined;
    });
    expect(followUp).toMatchObject({
      followUpOf: accepted.conversationId,
      messageId: accepted.messageId,
      replies: [{ message: "Reviewed at last.\n\n- [reviewer]" }],
    });
    expect((await call("GET", "/api/queue/dead")).body).toEqual([]);
  });
});

test("an agent that waits for its retry does not hold the others' answers back", REAL_CLIS, async () => {
  await using team = await openRealTeam(failing(SERVER_ERROR), {
    conversations: { retryNoticeMs: 200 },
  });
  const { stage } = team;
  const { client } = await stage.start();
  const { conversationId } = await client.call("sendMessage", { body: { message: ALL, join: "reply" } });
  const open = await waitFor(
    async () => {
      const found = await conversationOf(stage, conversationId);
      return found.replies.length > 0 ? found : undefined;
    },
    { timeoutMs: 120_000, what: "the notice" },
  );
  expect(open.status).toBe("open");
  expect(open.replies[0]?.message).toContain("@coder:\nCoded.");
  expect(open.replies[0]?.message).toContain("@writer:\nWritten.");
  expect(open.replies[0]?.message).toMatch(
    /@reviewer:\n\(has not answered yet: .*TinyAGI retries it (soon|at [-\d: ]+).*\.\)/s,
  );
});
