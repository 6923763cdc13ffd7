/**
 * What clients of 0.0.20 depend on besides the keys of an answer: which values they omit and how, and which events they
 * receive about a message.
 *
 * @requirement API-1 @requirement API-2
 */
import { createFakeAgentBin, fakeDirective, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Daemon } from "../e2e/support/daemon.js";
import { readEvents } from "../e2e/support/events.js";
import { openStage, type Stage } from "../e2e/support/stage.js";

const agent = (name: string) => ({ name, provider: "anthropic", model: "sonnet" });
const agents = { coder: agent("Coder"), reviewer: agent("Reviewer") };
const teams = { dev: { name: "Dev", agents: ["coder", "reviewer"], leader_agent: "coder" } };

let stage: Stage;
let daemon: Daemon;
let fake: ReturnType<typeof createFakeAgentBin>;
beforeAll(async () => {
  stage = await openStage({ settings: { default_agent: "coder", agents, teams } });
  fake = createFakeAgentBin(stage.place.bin);
  daemon = await stage.start();
}, 60_000);
afterAll(() => stage[Symbol.asyncDispose]());

interface Made {
  messageId: string;
  agents: string[];
  task: Record<string, unknown>;
  project: Record<string, unknown>;
  comment: Record<string, unknown>;
}
async function post(path: string, body: object): Promise<Made> {
  const answer = await daemon.call<Made>("POST", path, { body });
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 });
  return answer.body;
}

describe("what is left out by null or an empty text has its default", () => {
  test("in a message", async () => {
    await using events = await readEvents(daemon);
    const given = { agent: "", sender: "", senderId: null, messageId: null, channel: null };
    const { messageId, agents } = await post("/api/message", { message: "hi", ...given });
    expect({ messageId, agents }).toEqual({ messageId: expect.stringMatching(/^api_/), agents: ["coder"] });
    const { data } = await events.until("message:incoming", (frame) => frame.data.messageId === messageId);
    expect(data).toMatchObject({ channel: "api", sender: "API", agent: "coder" });
    await post("/api/message", { message: "hi", sender: null });
  });

  test("in a task, a project and a comment", async () => {
    const none = { description: null, status: null };
    const { task } = await post("/api/tasks", { title: "A", ...none, assignee: null, projectId: null });
    expect(task).toMatchObject({ description: "", status: "backlog", assignee: "", assigneeType: "" });
    const { project } = await post("/api/projects", { name: "Solo", ...none });
    expect(project).toMatchObject({ description: "", status: "active", prefix: "SOL" });
    const { comment } = await post(`/api/tasks/${task.id}/comments`, { content: "c", author: "" });
    expect(comment).toMatchObject({ author: "User", authorType: "user" });
  });
});

describe("message:incoming", () => {
  test("contains the person's text with its prefix, without the host's notes to the agent", async () => {
    await using events = await readEvents(daemon);
    // Its next message begins with a note that this did not reach anybody.
    await post("/api/message", { message: fakeDirective({ reply: "[@nobody: lost]" }) });
    await events.until("handoff.denied");
    const message = "@coder go on";
    const { messageId } = await post("/api/message", { message });
    const { data } = await events.until("message:incoming", (frame) => frame.data.messageId === messageId);
    expect(data).toMatchObject({ message, agent: "coder" });
    await waitFor(() => fake.runs().some((run) => run.prompt?.endsWith("\n\ngo on")), { what: "the note" });
  });

  test("comes once for a message to several agents", async () => {
    await using events = await readEvents(daemon);
    const message = "[@coder,reviewer: look at this] please";
    const { messageId, agents } = await post("/api/message", { message });
    expect(agents).toEqual(["coder", "reviewer"]);
    const after = await post("/api/message", { message: "and then" });
    await events.until("message:incoming", (frame) => frame.data.messageId === after.messageId);
    const incoming = events.frames.filter((frame) => frame.event === "message:incoming");
    expect(incoming.map(({ data }) => [data.messageId, data.message])).toEqual([
      [messageId, message],
      [after.messageId, "and then"],
    ]);
  });
});

test("agent:response comes for a message that failed too, before its message:done", async () => {
  await using events = await readEvents(daemon);
  const { messageId } = await post("/api/message", {
    message: fakeDirective({ error: "invalid_request" }),
  });
  await events.until("message:done", (frame) => frame.data.messageId === messageId);
  const received = events.frames.filter(
    ({ event, data }) => data.messageId === messageId && /^(agent:response|message:done)$/.test(event),
  );
  expect(received.map(({ event }) => event)).toEqual(["agent:response", "message:done"]);
  expect(received[0]?.data).toEqual({
    type: "agent:response",
    timestamp: expect.any(Number),
    messageId,
    channel: "api",
    sender: "API",
    agentId: "coder",
    agentName: "Coder",
    role: "assistant",
    isTeamMessage: false,
    content: expect.stringMatching(/^failed after 1 attempt: /),
  });
});

test("the chat room viewer polls with the last id it has seen and gets only what came after it", async () => {
  interface Row {
    id: number;
    from_agent: string;
    message: string;
  }
  const ofUser = async (query: string) => {
    const { body } = await daemon.call<Row[]>("GET", `/api/chatroom/dev${query}`);
    return body.filter((row) => row.from_agent === "user").map((row) => row.message);
  };
  const write = async (message: string) => {
    const { body } = await daemon.call<{ id: number }>("POST", "/api/chatroom/dev", { body: { message } });
    return body.id;
  };
  const first = await write("one");
  expect(await ofUser("?limit=50")).toEqual(["one"]);
  expect(await ofUser(`?since=${first}&limit=100`)).toEqual([]);
  await write("two");
  expect(await ofUser(`?since=${first}&limit=100`)).toEqual(["two"]);
});
