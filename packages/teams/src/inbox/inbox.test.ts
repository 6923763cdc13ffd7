import { expect, onTestFinished, test, vi } from "vitest";
import { type EngineFixtureOptions, hang, team } from "../conversation/fixture.js";
import { createInboxFixture } from "./fixture.js";

const coder = () => "done";

async function open(options: Partial<EngineFixtureOptions> = {}) {
  const it = await createInboxFixture({ agents: { coder, reviewer: () => "fine" }, ...options });
  onTestFinished(() => it[Symbol.asyncDispose]());
  return it;
}
const DUPLICATE = expect.objectContaining({ code: "DUPLICATE_MESSAGE" });

/** @requirement COMMAND-1 */
test("a command is answered without a run, in a closed conversation and in the outbox of the sender's channel", async () => {
  const it = await open({ teams: { dev: team("coder", "reviewer") } });
  const received = await it.operator("/team", { channel: "web", messageId: "m1", metadata: { thread: 5 } });
  expect(received).toMatchObject({
    messageId: "m1",
    agents: [],
    reply: expect.stringContaining("@dev - Dev"),
  });
  const conversation = it.store.conversations.get(received.conversationId);
  expect(conversation).toMatchObject({ status: "closed", text: "/team", channel: "web" });
  const [row] = await it.outbox.pending("web", 10);
  expect(row).toMatchObject({
    message: received.reply,
    messageId: "m1",
    metadata: { thread: 5 },
    agent: null,
  });
  await it.settled();
  expect(it.prompts).toEqual([]);
  expect(it.events.map((event) => event.type)).toEqual([
    "conversation.opened",
    "reply.queued",
    "conversation.closed",
  ]);
  await expect(it.operator("/team", { channel: "web", messageId: "m1" })).rejects.toEqual(DUPLICATE);
});

test("text that is not a command goes to agents, including its slashes", async () => {
  const it = await open();
  await it.operator("//compact the history");
  await it.operator("/etc/hosts is broken");
  await it.settled();
  expect(it.listPrompts("coder")).toEqual(["/compact the history", "/etc/hosts is broken"]);
});

test("each command reports what it did", async () => {
  const it = await open();
  const reply = async (text: string) => (await it.operator(text)).reply;
  expect(await reply("/agent")).toContain("@coder - coder [demo]");
  expect(await reply("!team")).toBe("No teams are configured yet. Add one with `tinyagi team add`.");
  expect(await reply("/status")).toBe(
    "TinyAGI 1.2.3, up 2 h 5 min.\nAgents: 2. Teams: 0.\nMessages: 0 running, 0 waiting, 0 dead letters.\nNothing needs you.",
  );
  expect(await reply("/help")).toContain("/restart");
  expect(await reply("/reset")).toMatch(/^Usage: \/reset @agent_id \[@agent_id2 \.\.\.\]/);
  expect(await reply("/default")).toBe("No default agent is set: messages without @ go to @coder.");
  expect(await reply("/default @nobody")).toBe("There is no @nobody. List them with /agent and /team.");
  expect(await reply("/approve")).toBe("Usage: /approve CODE [owner|member|guest]");
  expect(await reply("/stop")).toBe("You have nothing running.");
});

test("reset removes the sessions of the named agents", async () => {
  const it = await open();
  const session = { agent_id: "coder", scope: "agent", harness: "demo", totals: null, updated_at: 1 };
  await it.store.write(() => it.store.history.putSession({ ...session, session_id: "s1" }));
  const { reply } = await it.operator("/reset @coder @nobody");
  expect(reply).toBe("Reset @coder (coder).\nAgent 'nobody' not found.");
  expect(it.store.history.getSession("coder", "agent", "demo")).toBeUndefined();
  expect((await it.operator("@coder /reset")).reply).toBe("Reset @coder (coder).");
});

/** @requirement COMMAND-2 */
test("owners restart, stop others, approve and deny; members get a refusal", async () => {
  const it = await open();
  await it.pairing.allow({ channel: "telegram", senderId: "1" }, { by: "operator", role: "owner" });
  await it.pairing.allow({ channel: "telegram", senderId: "2" }, { by: "operator", role: "member" });
  const [owner, member, stranger] = [it.person("1"), it.person("2"), it.person("3", "Eve")];
  for (const text of ["/restart", "/stop all", "/approve ABCD2345", "/deny ABCD2345"])
    expect((await member(text)).reply).toMatch(/^Only an owner may use /);
  expect(it.restarts()).toBe(0);
  expect((await member("/help")).reply).not.toContain("/restart");
  expect((await owner("/restart")).reply).toBe("Restarting TinyAGI...");
  expect(it.restarts()).toBe(1);
  it.refuseRestarts("settings.json is not valid");
  expect((await owner("/restart")).reply).toBe("settings.json is not valid");
  expect(it.restarts()).toBe(1);
  expect(await stranger("hello")).toMatchObject({ pairing: "pending" });
  const code = it.pairing.list(null).pending[0]?.code ?? "";
  expect((await owner(`/approve ${code}`)).reply).toBe("Approved Eve on telegram as member.");
  expect((await owner(`/approve ${code}`)).reply).toBe(`Pairing code not found: ${code}`);
  expect((await stranger("@coder hello")).agents).toEqual(["coder"]);
  const kept = it.store.db.prepare("SELECT group_concat(text) FROM conversations").pluck().get();
  expect(kept).not.toContain(code);
});

test("an owner on one channel cannot approve a sender of another channel", async () => {
  const it = await open();
  await it.pairing.allow({ channel: "telegram", senderId: "1" }, { by: "operator", role: "owner" });
  await it.pairing.gate({ channel: "discord", senderId: "9" }, { sender: "Eve" });
  const code = it.pairing.list(null).pending[0]?.code ?? "";
  expect((await it.person("1")(`/approve ${code}`)).reply).toContain("Pairing code not found");
  expect((await it.operator(`/approve ${code}`)).reply).toBe("Approved Eve on discord as member.");
});

test("a sender on an open channel keeps their own role when the operator's token hands the message in", async () => {
  const it = await open();
  const discord = { channel: "discord", sender: "Ann", senderId: "5" };
  expect((await it.operator("/restart", discord)).reply).toMatch(/^Only an owner/);
  await it.pairing.allow(discord, { by: "operator", role: "owner" });
  expect((await it.operator("/restart", discord)).reply).toBe("Restarting TinyAGI...");
});

test("the operator's message from a channel of an unknown name has the role of its sender", async () => {
  const it = await open();
  const signal = { channel: "signal", sender: "Kim", senderId: "7" };
  expect((await it.operator("/restart", signal)).reply).toMatch(/^Only an owner/);
  await it.pairing.allow(signal, { by: "operator", role: "owner" });
  expect((await it.operator("/restart", signal)).reply).toBe("Restarting TinyAGI...");
});

/** @requirement PAIR-1 @requirement PAIR-2 */
test("a stranger's message is not stored and reaches neither agents nor the journal; only that sender gets the code", async () => {
  const it = await open();
  const canary = "canary-of-a-stranger";
  const stranger = it.person("666", "Mallory");
  expect(await stranger(`@coder ${canary}`, { messageId: "tg_1", metadata: { thread: 3 } })).toEqual({
    conversationId: "",
    messageId: "tg_1",
    agents: [],
    pairing: "pending",
  });
  expect(await stranger(canary)).toMatchObject({ pairing: "blocked", agents: [] });
  expect(await stranger("/restart")).toMatchObject({ pairing: "blocked" });
  await it.settled();
  const [row, ...others] = await it.outbox.pending("telegram", 10);
  const code = it.pairing.list(null).pending[0]?.code ?? "";
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    senderId: "666",
    messageId: "tg_1",
    originalMessage: "",
    metadata: { thread: 3 },
    message: `This sender is not paired yet.\nYour pairing code: ${code}\nAsk the TinyAGI owner to approve you with:\ntinyagi pairing approve ${code}`,
  });
  expect(it.prompts).toEqual([]);
  const dump = JSON.stringify(
    ["conversations", "messages", "events", "outbox", "agent_messages", "pairings"].map((table) =>
      it.store.db.prepare(`SELECT * FROM ${table}`).all(),
    ),
  );
  expect(dump).not.toContain(canary);
  expect(JSON.stringify(it.events)).not.toContain(code);
});

test("a message from a channel without a sender id is refused", async () => {
  const it = await open();
  await expect(it.person("")("hi")).rejects.toEqual(expect.objectContaining({ code: "INVALID_INPUT" }));
});

/** @requirement STICKY-1 */
test("a name alone becomes the default for that sender's untagged messages; @default clears it", async () => {
  const it = await open({ teams: { dev: team("reviewer", "coder") } });
  expect((await it.operator("@default")).reply).toBe("No default agent was set.");
  const set =
    "Switched to agent @reviewer (reviewer). Future messages will be routed here automatically. Send @default to clear.";
  expect((await it.operator("@Reviewer")).reply).toBe(set);
  expect((await it.operator("@reviewer:")).reply).toBe(
    "Your messages go to agent @reviewer (reviewer) already. Send @default to clear.",
  );
  expect((await it.operator("look at this")).agents).toEqual(["reviewer"]);
  expect((await it.operator("@coder look at this")).agents).toEqual(["coder"]);
  expect((await it.operator("look", { target: "coder" })).agents).toEqual(["coder"]);
  expect((await it.operator("look", { sender: "other" })).agents).toEqual(["coder"]);
  expect((await it.operator("look", { channel: "web" })).agents).toEqual(["coder"]);
  expect((await it.operator("/default @dev")).reply).toContain("Switched to team @dev (Dev).");
  expect((await it.operator("look")).agents).toEqual(["reviewer"]);
  expect((await it.operator("/default")).reply).toBe(
    "Your messages go to team @dev (Dev). Send @default to clear.",
  );
  expect((await it.operator("@default")).reply).toBe(
    "Cleared default agent. Messages will use default routing.",
  );
  expect((await it.operator("look")).agents).toEqual(["coder"]);
  await it.settled();
});

/** @requirement STICKY-1 */
test("a default that no longer exists is replaced by the general one, reported once and forgotten", async () => {
  const it = await open({ agents: { coder, reviewer: coder, writer: coder } });
  await it.operator("@writer");
  it.setSettings({ agents: { coder: { name: "coder", provider: "demo" } } });
  await it.operator("@coder tagged");
  await it.operator("first");
  await it.operator("second");
  await it.settled();
  const notes = it.replies().filter((reply) => reply.includes("@writer does not exist any more"));
  expect(notes).toHaveLength(1);
  expect(it.listPrompts("coder")).toEqual(["tagged", "first", "second"]);
});

test("a name alone is plain text when the message has a target or comes from a run, and runs cannot use commands", async () => {
  const it = await open();
  expect((await it.operator("@reviewer please", { target: "coder" })).agents).toEqual(["coder"]);
  expect((await it.agentRun("/restart")).agents).toEqual(["coder"]);
  expect(it.restarts()).toBe(0);
  await it.settled();
});

/** @requirement COMMAND-2 */
test("stop cancels the sender's own work; stop all cancels everyone's", async () => {
  const it = await open({ agents: { coder: hang, reviewer: hang } });
  await it.operator("@coder mine");
  await it.operator("@coder mine too");
  await it.operator("@reviewer of another", { sender: "other" });
  await it.settledWith(2);
  expect((await it.operator("/stop")).reply).toBe("Stopped 2 conversations (2 messages).");
  await it.settledWith(1);
  expect(it.store.conversations.list({ status: "open", limit: 10 })).toHaveLength(1);
  expect((await it.operator("/stop all")).reply).toBe("Stopped 1 conversation (1 message).");
  await it.settled();
  expect(it.replies().filter((reply) => reply.includes("stopped with /stop"))).toHaveLength(3);
});

/** A run of @coder that waits for a decision, in a conversation of this channel. */
async function asking(channel: string, options?: string[], detail = "Which colour?") {
  const it = await open({ agents: { coder: hang } });
  await it.pairing.allow({ channel: "telegram", senderId: "1" }, { by: "operator", role: "owner" });
  await it.pairing.allow({ channel: "telegram", senderId: "2" }, { by: "operator", role: "member" });
  const send = channel === "telegram" ? it.person("2") : it.operator;
  await send("@coder go");
  const runId = await vi.waitFor(() => {
    const [run] = it.store.runs.list({ limit: 1 });
    if (run === undefined) throw new Error("no run yet");
    return run.id;
  });
  const outcome = it.approvals.request({
    kind: "question",
    runId,
    title: "Which colour?",
    detail,
    ...(options === undefined ? {} : { options }),
  });
  const row = await vi.waitFor(() => {
    const [first] = it.approvals.list({ status: "open", limit: 1 });
    if (first === undefined) throw new Error("nothing is open yet");
    return first;
  });
  onTestFinished(() => it.operator("/stop all").then(() => {}));
  return { ...it, outcome, row };
}

/** @requirement APPROVAL-3 */
test("an owner answers an agent's question in the chat; a member does not", async () => {
  const it = await asking("telegram");
  const answer = `/answer ${it.row.id} blue,\nbut dark`;
  expect((await it.person("2")(answer)).reply).toContain("Only an owner may use /answer");
  expect((await it.person("2")(`/deny ${it.row.id}`)).reply).toContain("Only an owner may use /deny");
  expect(it.approvals.get(it.row.id).status).toBe("open");
  const notice = (await it.outbox.pending("telegram", 10)).find(({ message }) => message.includes(it.row.id));
  expect(notice).toMatchObject({ agent: "coder", senderId: "2" });
  const received = await it.person("1")(answer);
  expect(received.reply).toBe("Answered. @coder continues.");
  expect(it.store.conversations.get(received.conversationId)?.text).toBe(`/answer ${it.row.id}`);
  expect(await it.outcome).toMatchObject({ status: "answered", text: "blue,\nbut dark", by: "telegram:1" });
  expect((await it.person("1")(answer)).reply).toBe("This was answered before, by telegram:1.");
  expect((await it.person("1")("/approve ask_aaaaaaaa")).reply).toBe("There is no approval with this id.");
});

test("#2 picks the second suggested answer, so that a button can name it", async () => {
  const it = await asking("telegram", ["red", "blue"]);
  const owner = it.person("1");
  expect((await owner(`/answer ${it.row.id} #2`)).reply).toBe("Answered. @coder continues.");
  expect(await it.outcome).toMatchObject({ status: "answered", text: "blue" });
});

test("a number without a suggested answer is the answer itself", async () => {
  const it = await asking("telegram", ["red", "blue"]);
  await it.person("1")(`/answer ${it.row.id} #3`);
  expect(await it.outcome).toMatchObject({ text: "#3" });
});

/** @requirement APPROVAL-3 */
test("an owner decides about conversations of other channels, too; whoever is no owner on this channel does not", async () => {
  const it = await asking("cli");
  expect((await it.person("2")(`/answer ${it.row.id} red`)).reply).toContain("Only an owner");
  expect((await it.person("3")(`/answer ${it.row.id} red`)).pairing).toBe("pending");
  expect((await it.operator(`/approve ${it.row.id}`)).reply).toContain("This is a question");
  expect((await it.operator(`/answer ${it.row.id}`)).reply).toContain("Usage: /answer");
  expect((await it.person("1")(`/answer ${it.row.id} blue`)).reply).toBe("Answered. @coder continues.");
  expect(await it.outcome).toMatchObject({ text: "blue", by: "telegram:1" });
});

/** @requirement APPROVAL-7 */
test("what a chat does not show completely is denied there, and decided elsewhere", async () => {
  const it = await asking("telegram", ["yes"], `Which colour?\n${"x".repeat(9_000)}`);
  const owner = it.person("1");
  expect((await owner(`/answer ${it.row.id} #1`)).reply).toContain(`tinyagi approvals ${it.row.id}`);
  expect(it.approvals.get(it.row.id).status).toBe("open");
  expect((await owner(`/deny ${it.row.id}`)).reply).toBe("Denied. @coder continues.");
  expect(await it.outcome).toMatchObject({ status: "denied" });
});

/** @requirement STEER-5 */
test("a member pauses, steers and resumes the own work only; an owner also that of others", async () => {
  let turns = 0;
  const it = await open({
    agents: { coder: (request, signal) => (turns++ < 2 ? hang(request, signal) : "done") },
  });
  await it.pairing.allow({ channel: "telegram", senderId: "1" }, { by: "operator", role: "owner" });
  for (const senderId of ["2", "3"])
    await it.pairing.allow({ channel: "telegram", senderId }, { by: "operator", role: "member" });
  const [owner, member, other] = [it.person("1"), it.person("2"), it.person("3")];
  expect((await member("/steer @coder x")).reply).toContain("There is no running work to steer");
  await member("@coder go");
  await vi.waitFor(() => expect(turns).toBe(1));
  expect((await other("/pause @coder")).reply).toBe("There is no running work to pause.");
  expect((await other("/steer in red")).reply).toContain("There is no running work to steer");
  expect((await member("/steer in blue")).reply).toBe("@coder continues with your text.");
  await vi.waitFor(() => expect(turns).toBe(2));
  expect((await owner("/pause @coder")).reply).toContain("Paused @coder.");
  await it.settledWith(0);
  expect((await other("/resume @coder")).reply).toBe("Nothing is paused.");
  expect((await member("/resume")).reply).toBe("@coder continues.");
  await it.settled();
  expect(it.listPrompts("coder").at(-1)).toMatch(/in blue$/);
  expect(it.pickEvents("steering.paused")[0]?.data).toEqual({ agent: "coder", by: "telegram:1" });
});

/** A member with the senders telegram 1 and discord 2, and an owner on discord. */
async function linked(settings: object = {}) {
  const own = { debounceMs: 0 };
  const channels = { enabled: ["telegram", "discord"], telegram: own, discord: own, ...settings };
  const it = await open({ settings: { channels } });
  const [ann, alsoAnn] = [
    { channel: "telegram", senderId: "1" },
    { channel: "discord", senderId: "2" },
  ];
  for (const key of [ann, alsoAnn]) await it.pairing.allow(key, { by: "operator", role: "member" });
  await it.pairing.link(ann, alsoAnn, "operator");
  return {
    ...it,
    onTelegram: it.person("1", "Ann"),
    onDiscord: (text: string, extra = {}) => it.person("2", "ann#2")(text, { channel: "discord", ...extra }),
    repliesOn: async (channel: string) =>
      (await it.outbox.pending(channel, 10)).map(({ message }) => message),
  };
}

/** @requirement LINK-1 */
test("the default agent of a person holds on all linked channels, and is cleared on all", async () => {
  const it = await linked();
  await it.onTelegram("@reviewer");
  expect((await it.onDiscord("look")).agents).toEqual(["reviewer"]);
  expect((await it.onDiscord("/default")).reply).toContain("@reviewer");
  await it.onDiscord("@default");
  expect((await it.onTelegram("look")).agents).toEqual(["coder"]);
  await it.settled();
});

/** @requirement LINK-1 */
test("/stop on one channel cancels the person's work of a linked one, and not that of others", async () => {
  const it = await open({ agents: { coder: hang, reviewer: hang } });
  const [ann, alsoAnn] = [
    { channel: "telegram", senderId: "1" },
    { channel: "discord", senderId: "2" },
  ];
  for (const key of [ann, alsoAnn, { channel: "telegram", senderId: "3" }])
    await it.pairing.allow(key, { by: "operator", role: "member" });
  await it.pairing.link(ann, alsoAnn, "operator");
  await it.person("1")("@coder work");
  await it.person("3")("@reviewer other work");
  await it.settledWith(2);
  const { reply } = await it.person("2")("/stop", { channel: "discord" });
  expect(reply).toBe("Stopped 1 conversation (1 message).");
  await it.settledWith(1);
  expect((await it.operator("/stop all")).reply).toContain("Stopped 1 conversation");
  await it.settled();
});

/** @requirement LINK-1 */
test("a link gives no right: a member stays a member beside an owner's sender", async () => {
  const it = await linked();
  await it.pairing.setRole({ channel: "telegram", senderId: "1" }, { by: "operator", role: "owner" });
  expect((await it.onDiscord("/restart")).reply).toMatch(/^Only an owner/);
  expect((await it.onDiscord("/stop all")).reply).toMatch(/^Only an owner/);
  expect(it.restarts()).toBe(0);
});

/** @requirement LINK-2 */
test("an answer goes to the chat of the question; with `channels.replies` all, a copy goes to the linked chat", async () => {
  const metadata = { chat: "-100", message: "5" };
  const it = await linked();
  await it.onTelegram("@coder `first`\nquestion", { metadata });
  await it.settled();
  expect([await it.repliesOn("telegram"), await it.repliesOn("discord")]).toEqual([
    [expect.stringContaining("[coder]")],
    [],
  ]);
  const all = await linked({ replies: "all" });
  const { messageId } = await all.onTelegram("@coder `first`\nquestion", { metadata });
  await all.settled();
  const [row] = await all.outbox.pending("telegram", 10);
  const [copy, ...more] = await all.outbox.pending("discord", 10);
  expect(row).toMatchObject({ messageId, metadata });
  expect(copy).toMatchObject({ senderId: "2", agent: "coder" });
  expect(copy?.message).toBe(`On telegram, you wrote: @coder first question\n\n${row?.message}`);
  // Its text begins with the question, so the places of the parts would be wrong.
  expect(all.store.outbox.newest(2, null).map(({ layout }) => layout === null)).toEqual([true, false]);
  // Without the address of the question, the channel uses the direct chat: an answer never reaches a foreign group.
  expect(copy).not.toHaveProperty("metadata");
  expect(copy?.messageId).not.toBe(messageId);
  expect(more).toEqual([]);
});

/** @requirement LINK-2 */
test("answers of commands are not copied, nor anything to a revoked sender or a channel that is off", async () => {
  const it = await linked({ replies: "all" });
  await it.onTelegram("/status");
  await it.onTelegram("@reviewer");
  expect(await it.repliesOn("discord")).toEqual([]);
  it.setSettings({ channels: { enabled: ["telegram"], telegram: { debounceMs: 0 }, replies: "all" } });
  await it.onTelegram("@coder hi");
  await it.settled();
  it.setSettings({
    channels: { enabled: ["telegram", "discord"], telegram: { debounceMs: 0 }, replies: "all" },
  });
  await it.pairing.revoke({ channel: "discord", senderId: "2" }, "operator");
  await it.onTelegram("@coder hi");
  await it.settled();
  expect(await it.repliesOn("discord")).toEqual([]);
});

/** @requirement CHANNEL-15 */
test.each([
  "/approve CODE owner",
  "/approve ASK",
  "/answer ASK blue",
  "/stop",
  "@coder",
  "!restart",
  "/deny ASK",
])("%s that an owner passed on reaches the agent as a quotation, and does nothing", async (template) => {
  const it = await asking("telegram");
  const pending = await it.pairing.gate({ channel: "telegram", senderId: "9" }, { sender: "Mallory" });
  const code = pending.kind === "pending" ? pending.code : "";
  const forwarded = template.replace("CODE", code).replace("ASK", it.row.id);
  const received = await it.inbox.receive(
    { text: "", forwarded, channel: "telegram", sender: "Eve", senderId: "1" },
    "channel",
  );
  expect(received).not.toHaveProperty("reply");
  expect(received.agents).toEqual(["coder"]);
  const [message] = it.store.messages.inConversation(received.conversationId);
  expect(message?.text).toBe(
    `[The sender passed this on. Somebody else may have written it:]\n> ${forwarded}`,
  );
  expect(it.approvals.get(it.row.id).status).toBe("open");
  expect(it.pairing.findRole({ channel: "telegram", senderId: "9" })).toBeUndefined();
});

/** @requirement CHANNEL-15 */
test("a command that stands in a quotation, or below other words, is none", async () => {
  const it = await asking("telegram");
  for (const text of [`> /approve ${it.row.id}`, `look:\n/deny ${it.row.id}`, `"/deny ${it.row.id}"`])
    expect(await it.person("1")(text)).not.toHaveProperty("reply");
  expect(it.approvals.get(it.row.id).status).toBe("open");
});
