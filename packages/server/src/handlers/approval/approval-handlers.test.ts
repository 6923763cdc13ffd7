import { expect, onTestFinished, test, vi } from "vitest";
import { agents, createHandlerFixture } from "../fixture.js";

type Answer = Awaited<ReturnType<Awaited<ReturnType<typeof createHandlerFixture>>["call"]>>;
const code = (answer: Answer): unknown => [answer.status, answer.body.code];

/** A live run of @coder that asks for permission. */
async function asking(kind: "permission" | "question" = "permission") {
  const ended = new AbortController();
  const finish = () => ended.abort();
  const it = await createHandlerFixture(
    { agents: agents("coder") },
    { coder: () => new Promise((resolve) => ended.signal.addEventListener("abort", () => resolve("done"))) },
  );
  onTestFinished(finish);
  const { body: sent } = await it.call("POST", "/api/message", { message: "@coder go" });
  const run = await vi.waitFor(() => {
    const [row] = it.store.runs.list({ limit: 1 });
    if (row === undefined) throw new Error("no run yet");
    return row;
  });
  const outcome = it.approvals.request({ kind, runId: run.id, title: "Bash", detail: "rm -rf build" });
  const approval = await vi.waitFor(async () => {
    const { body } = await it.call("GET", "/api/approvals");
    expect(body.approvals).toHaveLength(1);
    return body.approvals[0];
  });
  const path = (act: string) => `/api/approvals/${approval.id}/${act}`;
  return { ...it, run, finish, outcome, approval, path, conversationId: sent.conversationId };
}

test("a conversation waits while one of its agents asks, and no longer", async () => {
  const it = await asking();
  const waiting = async () => [
    ...(await it.call("GET", "/api/conversations")).body.map((one: { waiting: boolean }) => one.waiting),
    (await it.call("GET", `/api/conversations/${it.conversationId}`)).body.waiting,
    (await it.call("GET", `/api/conversations/${it.conversationId}`)).body.runs[0].waiting,
  ];
  expect(await waiting()).toEqual([true, true, true]);
  await it.call("POST", it.path("approve"), { digest: it.approval.digest });
  await it.outcome;
  expect(await waiting()).toEqual([false, false, false]);
  it.finish();
  await it.settled();
});

/** @requirement APPROVAL-1 */
test("the operator lists, reads and approves; a second decision is refused", async () => {
  const it = await asking();
  expect(it.approval).toEqual({
    id: expect.stringMatching(/^ask_/),
    kind: "permission",
    runId: it.run.id,
    conversationId: it.conversationId,
    work: {
      conversationId: it.conversationId,
      asked: "@coder go",
      title: "go",
      runId: it.run.id,
      rootRunId: it.run.id,
      nodeId: null,
    },
    agent: "coder",
    title: "Bash",
    detail: "rm -rf build",
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    createdAt: it.clock.now(),
    expiresAt: it.clock.now() + 3_600_000,
    status: "open",
  });
  const { digest, id } = it.approval;
  expect((await it.call("GET", `/api/approvals/${id}`)).body).toEqual(it.approval);
  const approved = await it.call("POST", it.path("approve"), { digest, text: "fine" });
  expect(approved.body).toMatchObject({ status: "approved", answer: "fine", answeredBy: "operator" });
  expect(await it.outcome).toMatchObject({ status: "approved", text: "fine" });
  expect(code(await it.call("POST", it.path("deny"), { digest }))).toEqual([409, "APPROVAL_ANSWERED"]);
  expect((await it.call("GET", "/api/approvals")).body.approvals).toEqual([]);
  expect((await it.call("GET", "/api/approvals?status=all")).body.approvals).toHaveLength(1);
  const decided = async (conversation: string) =>
    (await it.call("GET", `/api/approvals?status=all&conversation=${conversation}`)).body.approvals;
  expect(await decided(it.conversationId)).toMatchObject([{ id, status: "approved", answer: "fine" }]);
  expect(await decided("conv_another00")).toEqual([]);
  it.finish();
  await it.settled();
});

/** @requirement APPROVAL-1 */
test("a decision is held for the time that the client names, and can be taken back until then", async () => {
  const it = await asking();
  const { digest, id } = it.approval;
  const needing = async () => (await it.call("GET", "/api/status")).body.attention.approvals;
  const held = { status: "approved", by: "operator", until: it.clock.now() + 8_000 };
  const first = await it.call("POST", it.path("approve"), { digest, holdMs: 8_000 });
  expect(first.body).toMatchObject({ id, status: "open", held });
  expect((await it.call("GET", "/api/approvals")).body.approvals).toMatchObject([{ id, held }]);
  expect(await needing()).toBe(0);
  expect(code(await it.call("POST", it.path("deny"), { digest }))).toEqual([409, "APPROVAL_ANSWERED"]);
  const open = await it.call("POST", it.path("undo"));
  expect([open.status, open.body.held]).toEqual([200, undefined]);
  expect(await needing()).toBe(1);
  for (const holdMs of [-1, 0.5, 60_001, "8000"])
    expect((await it.call("POST", it.path("deny"), { digest, holdMs })).status).toBe(400);
  await it.call("POST", it.path("deny"), { digest, holdMs: 8_000 });
  it.clock.advance(8_000);
  expect(await it.outcome).toMatchObject({ status: "denied", by: "operator" });
  expect(code(await it.call("POST", it.path("undo")))).toEqual([409, "APPROVAL_ANSWERED"]);
  it.finish();
  await it.settled();
});

/** @requirement APPROVAL-1 */
test("another digest, another kind and an unknown id are refused, and the approval stays open", async () => {
  const it = await asking();
  const { digest } = it.approval;
  const wrong = { digest: "0".repeat(64) };
  expect(code(await it.call("POST", it.path("approve"), wrong))).toEqual([409, "APPROVAL_CHANGED"]);
  expect(code(await it.call("POST", it.path("answer"), { digest, text: "x" }))).toEqual([
    400,
    "INVALID_INPUT",
  ]);
  expect((await it.call("POST", it.path("approve"), {})).status).toBe(400);
  expect((await it.call("GET", "/api/approvals/ask_aaaaaaaa")).status).toBe(404);
  expect((await it.call("GET", "/api/approvals/..%2f")).status).toBe(400);
  expect((await it.call("GET", "/api/approvals")).body.approvals).toHaveLength(1);
  it.finish();
  await it.settled();
});

/** @requirement APPROVAL-3 */
test("neither the run that asks nor a channel may read or decide", async () => {
  const it = await asking();
  const { digest, id } = it.approval;
  const run = it.callAsRun({ agentId: "coder", conversationId: it.conversationId });
  const channel = await it.callAsChannel("telegram");
  for (const caller of [run, channel]) {
    expect((await caller("GET", "/api/approvals")).status).toBe(403);
    expect((await caller("GET", `/api/approvals/${id}`)).status).toBe(403);
    for (const act of ["approve", "deny", "answer"])
      expect((await caller("POST", it.path(act), { digest, text: "x" })).status).toBe(403);
    expect((await caller("POST", it.path("undo"))).status).toBe(403);
  }
  const command = { message: `/approve ${id}`, agent: "coder" };
  await run("POST", "/api/message", command);
  expect((await it.call("GET", `/api/approvals/${id}`)).body.status).toBe("open");
  it.finish();
  await it.settled();
});

test("the end of the run cancels what it asked", async () => {
  const it = await asking("question");
  it.finish();
  await it.settled();
  expect(await it.outcome).toMatchObject({ status: "cancelled" });
  const { digest, id } = it.approval;
  expect(code(await it.call("POST", it.path("answer"), { digest, text: "late" }))).toEqual([
    409,
    "APPROVAL_CLOSED",
  ]);
  expect((await it.call("GET", `/api/approvals/${id}`)).body.status).toBe("cancelled");
});
