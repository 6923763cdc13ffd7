import { expect, it } from "vitest";
import type { Turn } from "../chat/turns";
import {
  hasGap,
  markdownOfPosts,
  mergePosts,
  type Post,
  type Room,
  roomLink,
  roomSentence,
  toAnswers,
  toRows,
} from "./posts";

const MINUTE = 60_000;
function post(id: number, from = "coder", at = id * MINUTE): Post {
  const created_at = new Date(2026, 10, 22, 12).getTime() + at;
  return { id, team_id: "dev", from_agent: from, message: `post ${id}`, created_at, conversation_id: null };
}
function room(id: string, changes: Partial<Room> = {}): Room {
  return { id, name: id, agents: ["a"], readId: 0, unread: 0, firstUnread: null, lastPost: null, ...changes };
}
const shape = (posts: readonly Post[], readId?: number, hasOlder = false) =>
  toRows(posts, readId, hasOlder).map((row) =>
    row.kind === "post" ? `${row.isFirst ? "+" : ""}${row.post.id}` : row.kind,
  );

it("posts of overlapping pages appear once, oldest first", () => {
  expect(mergePosts([[post(4), post(3)], [post(2)]], [post(5), post(4)]).map(({ id }) => id)).toEqual([
    2, 3, 4, 5,
  ]);
});

it("posts are missing when the newest page is full and does not reach what is known", () => {
  expect(hasGap([[post(2)]], [post(5), post(4)], 2)).toBe(true);
  expect(hasGap([[post(4)]], [post(5), post(4)], 2)).toBe(false);
  expect(hasGap([[post(2)]], [post(5)], 2)).toBe(false);
  expect(hasGap([], [post(5), post(4)], 2)).toBe(false);
});

it("posts of one author within five minutes have one head, and each day has a line", () => {
  const day = 24 * 60 * MINUTE;
  const posts = [post(1), post(2), post(3, "lead"), post(4, "lead", 9 * MINUTE), post(5, "lead", day)];
  expect(shape(posts)).toEqual(["day", "+1", "2", "+3", "+4", "day", "+5"]);
});

it("no line is at the beginning while older posts may come above it, so what is read stays in its place", () => {
  expect(shape([post(5), post(6)], 3, true)).toEqual(["+5", "6"]);
  expect(shape([post(5), post(6)], 5, true)).toEqual(["+5", "unread", "+6"]);
});

it("the line of unread posts is above the first post of someone else after the mark", () => {
  expect(shape([post(1), post(2, "user"), post(3)], 1)).toEqual(["day", "+1", "+2", "unread", "+3"]);
  expect(shape([post(1), post(2)], 1)).toEqual(["day", "+1", "unread", "+2"]);
  expect(shape([post(1)], 1)).toEqual(["day", "+1"]);
});

it("a room says who is in it and what is new", () => {
  expect(roomSentence(room("dev"))).toBe("You and 1 agent.");
  expect(roomSentence(room("dev", { unread: 5 }))).toBe("You and 1 agent. 5 new.");
  expect(roomSentence(room("dev", { unread: 1_000 }))).toBe("You and 1 agent. 1,000 or more new.");
});

it("posts are copied with who wrote when, and without hidden characters", () => {
  const posts = [post(1, "user"), { ...post(2), message: "done\u202e" }];
  const at = posts.map(({ created_at }) => new Date(created_at).toISOString());
  expect(markdownOfPosts("dev", posts, { coder: { name: "Coder" } } as never)).toBe(
    `# #dev\n\n**You** (${at[0]})\n\npost 1\n\n**Coder** (${at[1]})\n\ndone\n`,
  );
  expect(roomLink("dev")).toBe("/rooms?room=dev");
  expect(roomLink("dev", 7)).toBe("/rooms?room=dev&post=7");
});

it("the answers to a post are those of agents that ended, without sub-agents and empty ones", () => {
  const turn = (runId: string, more: Partial<Turn> = {}) =>
    ({ runId, state: "done", text: "Yes.", error: undefined, node: undefined, ...more }) as Turn;
  const turns = [
    turn("answer"),
    turn("failure", { state: "failed", text: "", error: "No key." }),
    turn("part", { node: "n1" }),
    turn("writes", { state: "running" }),
    turn("asks", { state: "waiting" }),
    turn("empty", { text: " " }),
  ];
  expect(toAnswers(turns).map(({ runId }) => runId)).toEqual(["answer", "failure"]);
});
