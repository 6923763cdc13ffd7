/** @requirement SEARCH-1 */
import { expect, test } from "vitest";
import { createBoardFixture } from "../../../test/board-fixture.js";

test("GET /api/search finds a message, its answer, a task and its comment, each with its ids", async () => {
  const { call, create, settled } = await createBoardFixture({ coder: () => "The parser is rewritten." });
  const task = await create({ title: "Rewrite the parser", assignee: "coder", status: "in_progress" });
  await settled();
  const { status, body } = await call("GET", "/api/search?q=parser&limit=10");
  expect([status, body.complete]).toEqual([200, true]);
  const link = { conversationId: task.conversationId, taskId: task.id };
  expect(body.hits).toHaveLength(4);
  expect(body.hits).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: "task", title: "T-1 Rewrite the parser", ...link }),
      expect.objectContaining({ kind: "message", ...link }),
      expect.objectContaining({ kind: "reply", agent: "coder", ...link }),
      expect.objectContaining({ kind: "comment", agent: "coder", ...link }),
    ]),
  );
  const only = await call("GET", "/api/search?q=parser&kind=reply&agent=coder&since=0");
  expect(only.body.hits).toHaveLength(1);
});

test("shows handoffs and attachments in their readable form", async () => {
  const scripts = { coder: () => "Parser done. [@reviewer: check the parser] [send_file: /tmp/parser.md]" };
  const { call, settled } = await createBoardFixture({ ...scripts, reviewer: () => "Fine." });
  await call("POST", "/api/message", { message: "go", agent: "coder" });
  await settled();
  const { body } = await call("GET", "/api/search?q=parser&kind=reply");
  expect(body.hits).toMatchObject([
    { snippet: "Parser done. → @reviewer: check the parser (file: /tmp/parser.md)" },
  ]);
});

test("GET /api/runs finds the runs of a message by words of it or of its answer, also in part and by time", async () => {
  const { call, settled } = await createBoardFixture({ coder: () => "The parser is rewritten." });
  await call("POST", "/api/message", { message: "look at the lexer", agent: "coder" });
  await settled();
  await call("POST", "/api/message", { message: "greet", agent: "reviewer" });
  await settled();
  const agents = async (query: string) =>
    (await call("GET", `/api/runs?${query}`)).body.map(({ agent }: { agent: string }) => agent);
  expect(await agents("text=lexer")).toEqual(["coder"]);
  expect(await agents("text=rewr&status=completed")).toEqual(["coder"]);
  expect(await agents("text=lexer&status=running")).toEqual([]);
  expect(await agents("text=nowhere")).toEqual([]);
  expect(await agents("text=%22")).toEqual([]);
  expect(await agents("since=0")).toHaveLength(2);
  expect(await agents(`since=${Number.MAX_SAFE_INTEGER}`)).toEqual([]);
  expect((await call("GET", `/api/runs?text=${"x".repeat(501)}`)).status).toBe(400);
});

test("refuses an invalid search, and treats any text as words", async () => {
  const { call } = await createBoardFixture();
  expect(await call("GET", "/api/search")).toMatchObject({
    status: 400,
    body: { error: "q: q is required" },
  });
  for (const query of [
    "q=",
    "q=!!!",
    "q=-x",
    "q=x&kind=all",
    "q=x&limit=0",
    "q=x&since=soon",
    `q=${"x".repeat(501)}`,
  ])
    expect((await call("GET", `/api/search?${query}`)).status).toBe(400);
  for (const query of ['"', "a AND", "NEAR(a", "title:x", "*", "a*b", "^a", "{a}:b", "a'b", "((("])
    expect([200, 400]).toContain((await call("GET", `/api/search?q=${encodeURIComponent(query)}`)).status);
  expect((await call("GET", `/api/search?q=${encodeURIComponent('open "quote')}`)).body.hits).toEqual([]);
});
