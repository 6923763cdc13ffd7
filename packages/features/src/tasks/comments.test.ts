import { describe, expect, test } from "vitest";
import { conversationRow } from "../../../kernel/src/store/fixture.js";
import { ADA, createBoardFixture as board, toRefusal } from "./fixture.js";

const said = (content: string) => ({ author: "Ada", authorType: "user" as const, content });
const run = (agentId: string) => ({
  name: agentId,
  run: { runId: "run_1", agentId, conversationId: "c_none" },
});

describe("comments", () => {
  test("are added with author and time, and read the newest up to the limit", async () => {
    await using fixture = board();
    const { tasks, clock } = fixture;
    await tasks.create({ title: "a" }, ADA);
    for (const content of ["one", "two", "three"]) {
      clock.advance(1);
      await tasks.comment("t-1", said(content), ADA);
    }
    expect(tasks.comments("T-1", 2).map((comment) => comment.content)).toEqual(["two", "three"]);
    expect(tasks.comments("T-1", 1)[0]).toMatchObject({
      author: "Ada",
      author_type: "user",
      created_at: clock.now(),
    });
    expect(tasks.facts(tasks.get("T-1").id).commentCount).toBe(3);
    expect(await toRefusal(tasks.comment("T-9", said("x"), ADA))).toBe("NOT_FOUND");
  });

  test("of a run always have its agent's name, even if the run sends another", async () => {
    await using fixture = board();
    const { tasks, store } = fixture;
    store.conversations.insert(conversationRow("c_none"));
    await tasks.create({ title: "a", assignee: "coder" }, ADA);
    const comment = await tasks.comment("T-1", said("I am Ada"), run("coder"));
    expect(comment).toMatchObject({ author: "coder", author_type: "agent", content: "I am Ada" });
    expect(await toRefusal(tasks.comment("T-1", said("x"), { ...run("stranger") }))).toBe("FORBIDDEN");
    expect(tasks.comments("T-1", 9)).toHaveLength(1);
  });

  test("are limited per task", async () => {
    await using fixture = board();
    const { tasks, store } = fixture;
    const { id } = await tasks.create({ title: "a" }, ADA);
    store.db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4999)
      INSERT INTO comments (id,task_id,author,content,created_at) SELECT 'c' || i, '${id}', 'x', 'x', i FROM n`);
    expect(await toRefusal(tasks.comment(id, said("last"), ADA))).toBe("accepted");
    expect(await toRefusal(tasks.comment(id, said("one more"), ADA))).toBe("CONFLICT");
  });

  test("are deleted once, and search does not find them afterwards", async () => {
    await using fixture = board();
    const { tasks, search } = fixture;
    await tasks.create({ title: "a" }, ADA);
    const { id } = await tasks.comment("T-1", said("pineapple"), ADA);
    expect((await search.find({ q: "pineapple", limit: 9 })).hits).toMatchObject([
      { kind: "comment", title: "T-1 a" },
    ]);
    await tasks.removeComment(id, ADA);
    expect((await search.find({ q: "pineapple", limit: 9 })).hits).toEqual([]);
    expect(await toRefusal(tasks.removeComment(id, ADA))).toBe("NOT_FOUND");
    expect(fixture.events()).toEqual(["task.created", "task.commented", "task.comment_deleted"]);
  });
});
