import { expect, test } from "vitest";
import { listContributors } from "./reply-contributors.js";

const message = (agent_id: string, finished_at: number | null, kind = "user") =>
  ({ agent_id, finished_at, kind }) as const as never;

test("a joined reply has everybody who ended since the reply before it, its author first", () => {
  const messages = [
    message("coder", 20),
    message("lead", 10),
    message("lead", 25, "summary"),
    message("tester", 60),
    message("writer", null),
    message("reader", 15, "room"),
    message("helper", 15, "node"),
  ];
  const replies = [
    { agent: "lead", created_at: 25 },
    { agent: null, created_at: 30 },
    { agent: "tester", created_at: 60 },
  ];
  expect(listContributors(replies, messages, true)).toEqual([["lead", "coder"], [], ["tester"]]);
});

test("where each answer is sent alone, a reply has its author only", () => {
  const replies = [{ agent: "coder", created_at: 30 }];
  expect(listContributors(replies, [message("coder", 10), message("lead", 20)], false)).toEqual([["coder"]]);
});
