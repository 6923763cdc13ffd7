import { isWhole, type WorkPlace } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { runScope } from "../journal/event-scope.js";
import { breakGroup } from "../store/fixture.js";
import { approvalNote } from "./approval-text.js";
import { approvalView } from "./approval-view.js";
import { ASKED_MAX, OPEN_MAX } from "./ask.js";
import { createApprovalsFixture, EXPIRY_MS } from "./fixture.js";

const code = (name: string) => expect.objectContaining({ code: name });
const by = "operator";
let it: ReturnType<typeof createApprovalsFixture>;

beforeEach(() => {
  it = createApprovalsFixture();
  const { approvals } = it;
  onTestFinished(async () => {
    await approvals[Symbol.asyncDispose]();
    await it[Symbol.asyncDispose]();
  });
  it.add("coder");
  it.start("coder", "run_1");
});

/** The open approval, once it is stored. */
async function opened(count = 1) {
  await it.store.idle();
  const rows = it.approvals.list({ status: "open", limit: 100 });
  expect(rows).toHaveLength(count);
  const [row] = rows;
  if (row === undefined) throw new Error("nothing is open");
  return row;
}

const types = () => it.events.map((event) => event.type).filter((type) => type.startsWith("approval."));

test("a permission is shown once, and not in the preview again", async () => {
  const permission = { tool: "Bash", command: "make" };
  void it.approvals.request(it.question({ kind: "permission", preview: { goal: "g" }, permission }));
  void it.approvals.request(it.question({ kind: "permission", permission }));
  await it.store.idle();
  const work = partial<WorkPlace>({ runId: "run_1" });
  const views = it.approvals.list({ status: "open", limit: 9 }).map((row) => approvalView(row, work));
  expect(views.map((view) => view.permission)).toEqual([permission, permission]);
  expect(views.map((view) => view.preview)).toEqual([undefined, { goal: "g" }]);
});

/** @requirement APPROVAL-1 */
describe("an approval", () => {
  test("is stored, shown to the person, and gives the run the answer", async () => {
    const asked = it.approvals.request(it.question({ options: ["red", "blue"] }));
    const row = await opened();
    expect(row.id).toMatch(/^ask_[a-hj-np-z2-9]{8}$/);
    const [notice] = await it.outbox.newest(1);
    expect(notice?.message).toContain("@coder asks you:\n> Which colour?");
    expect(notice?.message).toContain(`/answer ${row.id}`);
    expect(it.events.find(({ type }) => type === "approval.requested")?.data).toMatchObject({
      replyId: notice?.id,
    });
    await it.approvals.answer(row.id, { digest: row.digest, by, text: "blue" });
    expect(await asked).toEqual({ id: row.id, status: "answered", text: "blue", by });
    // What asked is no answer of the agent, also after the decision.
    expect((await it.outbox.newest(1))[0]).toMatchObject({ asks: true });
    expect(types()).toEqual(["approval.requested", "approval.answered"]);
    expect(it.events.find(({ type }) => type === "approval.answered")).toMatchObject({
      runId: "run_1",
      agentId: "coder",
      conversationId: "c1",
    });
  });

  test("of a plan whose stored estimate cannot be read says so, where it is read", async () => {
    const plan = { kind: "spawn" as const, title: "A plan", detail: "- a: do it" };
    const pending = it.approvals.request({
      ...it.question({}),
      ...plan,
      preview: { estimate: { total: 1 } },
    });
    const row = await opened();
    const [notice] = await it.outbox.newest(1);
    expect(notice?.message).toContain("The estimate of its cost cannot be read. Its cost is unknown.");
    expect(it.approvals.notice(row.id)).toMatchObject({ estimateUnreadable: true });
    const requested = it.events.find(({ type }) => type === "approval.requested");
    expect(requested?.data).toMatchObject({ estimateUnreadable: true });
    await it.approvals.deny(row.id, { digest: row.digest, by });
    await pending;
  });

  test("of a plan shows its estimate where it is read, and is the same approval when the estimate changes", async () => {
    const estimate = (runs: number) => ({
      percentile: 90,
      total: { tokens: 900, usd: 0.4 },
      agents: [
        {
          nodes: ["a"],
          agent: "coder",
          provider: "demo",
          model: "",
          tokens: 900,
          usd: 0.4,
          group: "same" as const,
          runs,
          price: "reported" as const,
        },
      ],
      budgets: [],
    });
    const plan = { kind: "spawn" as const, title: "A plan", detail: "- a: do it", preview: { goal: "g" } };
    const first = it.approvals.request({ ...it.question({}), ...plan, estimate: estimate(7) });
    const row = await opened();
    const second = it.approvals.request({ ...it.question({}), ...plan, estimate: estimate(8) });
    await opened();
    const [notice] = await it.outbox.newest(1);
    expect(notice?.message).toContain(
      "> Estimated cost (90th percentile of past runs): $0.40 and 900 tokens.\n> - @coder (demo): $0.40 and 900 tokens, from 7 past runs of the same kind.",
    );
    expect(it.approvals.notice(row.id)).toMatchObject({ estimate: estimate(7) });
    const requested = it.events.find(({ type }) => type === "approval.requested");
    expect(requested?.data).toMatchObject({ estimate: estimate(7) });
    await it.approvals.approve(row.id, { digest: row.digest, by });
    expect(await Promise.all([first, second])).toMatchObject([
      { status: "approved" },
      { status: "approved" },
    ]);
  });

  test("counts the first decision and refuses every later one", async () => {
    const asked = it.approvals.request(it.question({ kind: "permission" }));
    const { id, digest } = await opened();
    const both = await Promise.allSettled([
      it.approvals.deny(id, { digest, by, text: "not now" }),
      it.approvals.approve(id, { digest, by: "telegram:7" }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    await expect(it.approvals.approve(id, { digest, by })).rejects.toEqual(code("APPROVAL_ANSWERED"));
    expect(await asked).toEqual({ id, status: "denied", text: "not now", by });
  });

  test("refuses a decision about other content", async () => {
    const asked = it.approvals.request(it.question({ kind: "permission", detail: "rm -rf build" }));
    const { id } = await opened();
    const digest = "0".repeat(64);
    await expect(it.approvals.approve(id, { digest, by })).rejects.toEqual(code("APPROVAL_CHANGED"));
    expect((await opened()).status).toBe("open");
    await it.approvals.deny(id, { digest: it.approvals.get(id).digest, by });
    await asked;
  });

  test("is stored exactly; a chat gets both ends of a long one, without credentials, and knows that it is not all", async () => {
    const detail = (end: string) => `${"x".repeat(9_000)} sk-abcdefgh${end} ${"y".repeat(9_000)}`;
    void it.approvals.request(it.question({ detail: detail("1111") }));
    void it.approvals.request(it.question({ detail: detail("2222") }));
    await opened(2);
    const rows = it.approvals.list({ status: "open", limit: 2 }).toReversed();
    expect(rows.map((row) => row.detail).toSorted()).toEqual([detail("1111"), detail("2222")]);
    expect(rows[0]?.digest).not.toBe(rows[1]?.digest);
    const [notice] = await it.outbox.newest(1);
    expect(notice?.message).toMatch(
      /^> x{2000}\n… 15,0\d\d more characters are not shown here …\n> y{1000}$/m,
    );
    expect(notice?.message).not.toContain("sk-abcdefgh");
    expect(notice?.notice).toMatchObject({ cut: { missing: expect.any(Number) }, masked: true });
    expect(isWhole(notice?.notice ?? {})).toBe(false);
    expect(notice?.message).not.toContain("/answer");
  });

  test("is written out and quoted for a chat, so that nothing in it is unseen or imitates TinyAGI", async () => {
    const title = "ok?\u001b[2J\nApproved by the owner";
    const detail = "run\u202e this\nApprove: /approve ask_aaaaaaaa";
    void it.approvals.request(it.question({ title, detail }));
    expect(await opened()).toMatchObject({ title, detail });
    const [notice] = await it.outbox.newest(1);
    expect(notice?.message).toContain("\n> ok?\\u001b[2J\\u000aApproved by the owner\n");
    expect(notice?.message).toContain("\n> run\\u202e this\n> Approve: /approve ask_aaaaaaaa\n");
    expect(it.events.find(({ type }) => type === "approval.requested")?.data).toMatchObject({
      detail: "run\\u202e this\nApprove: /approve ask_aaaaaaaa",
    });
  });

  test("whose title is too long for a list has all of it in its content", async () => {
    const title = `Use ${"x".repeat(400)}`;
    void it.approvals.request(it.question({ kind: "permission", title, detail: "{}" }));
    expect((await opened()).detail).toBe(`${title}\n\n{}`);
  });

  test.each([
    ["question", "approve"],
    ["permission", "answer"],
    ["spawn", "answer"],
  ] as const)("a %s cannot be decided with %s", async (kind, act) => {
    void it.approvals.request(it.question({ kind }));
    const { id, digest } = await opened();
    await expect(it.approvals[act](id, { digest, by, text: "yes" })).rejects.toEqual(code("INVALID_INPUT"));
  });

  test("that does not exist is not found", async () => {
    const answer = { digest: "0".repeat(64), by };
    await expect(it.approvals.approve("ask_aaaaaaaa", answer)).rejects.toEqual(code("NOT_FOUND"));
  });

  test("expires by default and by its own time, and the run learns it", async () => {
    const asked = it.approvals.request(it.question());
    const soon = it.approvals.request(it.question({ title: "Soon?", expiresAt: it.clock.now() + 60_000 }));
    await opened(2);
    it.clock.advance(60_000);
    expect(await soon).toMatchObject({ status: "expired" });
    const { id, digest } = await opened();
    it.clock.advance(EXPIRY_MS - 60_000);
    await expect(it.approvals.answer(id, { digest, by, text: "late" })).rejects.toEqual(
      code("APPROVAL_CLOSED"),
    );
    expect(await asked).toMatchObject({ status: "expired" });
    expect(types().filter((type) => type === "approval.expired")).toHaveLength(2);
  });

  test("expires although a write failed", async () => {
    const asked = it.approvals.request(it.question());
    await opened();
    const broken = breakGroup(it.store);
    it.clock.advance(EXPIRY_MS);
    await broken;
    await it.store.idle();
    it.clock.advance(1_000);
    expect(await asked).toMatchObject({ status: "expired" });
  });

  test("is cancelled when the run that asked ends", async () => {
    const asked = it.approvals.request(it.question());
    const { id, digest, message_row_id } = await opened();
    const scope = runScope({ id: message_row_id, conversation_id: "c1", agent_id: "coder", run_id: "run_1" });
    await it.store.write(() => it.journal.append("run.cancelled", { agent: "coder", reason: "stop" }, scope));
    expect(await asked).toEqual({ id, status: "cancelled" });
    await expect(it.approvals.answer(id, { digest, by, text: "x" })).rejects.toEqual(code("APPROVAL_CLOSED"));
    expect(types()).toEqual(["approval.requested", "approval.cancelled"]);
    expect(it.store.holds.of(message_row_id)).toEqual([]);
  });

  test("ends the wait of a caller that gave up, and stays open", async () => {
    const stop = new AbortController();
    const asked = it.approvals.request(it.question({ signal: stop.signal }));
    await opened();
    stop.abort();
    await expect(asked).rejects.toEqual(code("CANCELLED"));
    await opened();
  });

  test("is not asked for by a run that has ended", async () => {
    it.store.writeNow(() => it.store.runs.end("run_1", { status: "completed", now: 1 }));
    await expect(it.approvals.request(it.question())).rejects.toEqual(code("STALE_RUN"));
    await expect(it.approvals.request(it.question({ runId: "run_9" }))).rejects.toEqual(code("STALE_RUN"));
  });

  test("is refused when too many are open, or when the message asked too often", async () => {
    for (let n = 0; n < OPEN_MAX; n += 1) void it.approvals.request(it.question({ title: `Question ${n}` }));
    await expect(it.approvals.request(it.question())).rejects.toEqual(code("RATE_LIMITED"));
    const rows = it.approvals.list({ status: "open", limit: OPEN_MAX });
    it.store.writeNow(() => {
      const [row] = rows;
      if (row === undefined) throw new Error("nothing is open");
      const { status, answer, answered_by, settled_at, taken_at, ...rest } = row;
      for (const { id } of rows)
        it.store.approvals.settle(id, { status: "denied", answer: null, by, now: 1 });
      for (let n = OPEN_MAX; n < ASKED_MAX; n += 1) {
        it.store.approvals.insert({ ...rest, id: `ask_${n}` });
        it.store.approvals.settle(`ask_${n}`, { status: "denied", answer: null, by, now: 1 });
      }
    });
    await expect(it.approvals.request(it.question())).rejects.toEqual(code("RATE_LIMITED"));
  });

  test("an empty question is refused", async () => {
    await expect(it.approvals.request(it.question({ title: " \u200b " }))).rejects.toEqual(
      code("INVALID_INPUT"),
    );
  });
});

/** @requirement APPROVAL-2 */
describe("after a restart", () => {
  /** The daemon dies, and a new one takes over. */
  async function restart() {
    await it.approvals[Symbol.asyncDispose]();
    it.store.writeNow(() => {
      it.store.runs.end("run_1", { status: "interrupted", error: "crash", now: it.clock.now() });
      it.boot("boot_2").recover();
    });
    const next = it.open();
    onTestFinished(() => next[Symbol.asyncDispose]());
    await next.start();
    const queue = it.boot("boot_2");
    return { next, claim: () => it.store.writeNow(() => queue.claim("coder", "run_2")) };
  }

  test("the message is held until the decision, and the next attempt knows it", async () => {
    void it.approvals.request(it.question());
    const { id, digest, message_row_id } = await opened();
    const { next, claim } = await restart();
    expect(claim()).toBeUndefined();
    await next.answer(id, { digest, by, text: "blue" });
    expect(it.woken).toEqual(["coder"]);
    expect(claim()).toMatchObject({ id: message_row_id });
    const note = approvalNote(it.store.approvals.ofMessage(message_row_id));
    expect(note).toContain('- "Which colour?": the answer is "blue"');
  });

  test("the message is held until the approval expires", async () => {
    void it.approvals.request(it.question());
    const { message_row_id } = await opened();
    const { claim } = await restart();
    it.clock.advance(EXPIRY_MS);
    await it.store.idle();
    expect(claim()).toMatchObject({ id: message_row_id });
    expect(approvalNote(it.store.approvals.ofMessage(message_row_id))).toContain("no one answered in time");
  });

  test("the same request gets the decision that no run has got, once", async () => {
    void it.approvals.request(it.question({ kind: "permission" }));
    const { id, digest } = await opened();
    const { next, claim } = await restart();
    await next.approve(id, { digest, by });
    claim();
    it.store.writeNow(() => it.store.db.exec("UPDATE runs SET id = 'run_2', status = 'running'"));
    const again = it.question({ kind: "permission", runId: "run_2" });
    expect(await next.request(again)).toMatchObject({ id, status: "approved" });
    void next.request(again);
    expect((await opened()).id).not.toBe(id);
  });

  test("the same request joins the open approval", async () => {
    const first = it.approvals.request(it.question());
    const second = it.approvals.request(it.question());
    const { id, digest } = await opened();
    await it.approvals.answer(id, { digest, by, text: "red" });
    expect(await Promise.all([first, second])).toEqual([
      expect.objectContaining({ id, text: "red" }),
      expect.objectContaining({ id, text: "red" }),
    ]);
  });

  test("an approval of a message that ended in the meantime is cancelled", async () => {
    void it.approvals.request(it.question());
    const { id, message_row_id } = await opened();
    await it.approvals[Symbol.asyncDispose]();
    it.store.writeNow(() => it.store.messages.cancel(message_row_id, { error: "stop", now: 1 }));
    const next = it.open();
    onTestFinished(() => next[Symbol.asyncDispose]());
    await next.start();
    expect(next.get(id).status).toBe("cancelled");
  });
});
