import { describe, expect, test } from "vitest";
import { checkedOf, toSeenPull } from "./pull-state.js";
import { decideWake, sentOf } from "./wake.js";

const HEAD = "a".repeat(40);

function seen(states: readonly string[], comments: readonly number[] = [], talk: readonly object[] = []) {
  return toSeenPull({
    pull: {
      ...{ number: 1, state: "open", html_url: "https://github.com/acme/app/pull/1" },
      ...{ head: { sha: HEAD }, base: { ref: "main" } },
    },
    checks: states.map((state, id) => ({
      ...{ id, name: `check ${id}` },
      ...(state === "pending"
        ? { status: "queued", conclusion: null }
        : { status: "completed", conclusion: state }),
    })),
    status: { statuses: [] },
    reviews: [],
    comments: comments.map((id) => ({
      ...{ id, user: { login: "kim" }, body: "Please", path: "a.txt", author_association: "MEMBER" },
    })),
    talk,
  });
}

const ROW = { pushed: HEAD, sent_checks: null, sent_comment: 0, sent_review: 0, sent_talk: 0, wakes: 0 };
const LIMITS = { max: 3, isBusy: false };

describe("more checks than are kept", () => {
  test.each(["failure", "pending"])("never hide one with %s", (state) => {
    const { facts } = seen([...Array.from({ length: 150 }, () => "success"), state]);
    expect(facts.checks).toHaveLength(100);
    expect(checkedOf(facts)).toBe(state === "failure" ? "failed" : "pending");
  });

  test("a check that runs is not hidden by others that failed", () => {
    const { facts } = seen([...Array.from({ length: 150 }, () => "failure"), "pending"]);
    expect(checkedOf(facts)).toBe("pending");
  });
});

describe("a wake", () => {
  test("waits for the end of all checks, also with a comment", () => {
    expect(decideWake(ROW, seen(["pending", "failure"], [7]), LIMITS)).toBeUndefined();
    expect(decideWake(ROW, seen(["success", "failure"], [7]), LIMITS)).toMatchObject({
      failed: [{ name: "check 1" }],
      said: [{ id: 7 }],
    });
  });

  test("comes for the conversation, once for each comment of a member, and not for strangers", () => {
    const by = (id: number, author_association: string) => ({
      ...{ id, user: { login: "kim" }, body: "Rename it", author_association },
    });
    const looked = seen([], [], [by(5, "OWNER"), by(6, "NONE")]);
    const wake = decideWake(ROW, looked, LIMITS);
    expect(wake?.said).toEqual([
      { id: 5, kind: "talk", by: "kim", where: "conversation", text: "Rename it" },
    ]);
    expect(looked.facts.comments).toBe(2);
    const row = { ...ROW, ...sentOf(ROW, wake ?? { failed: [], said: [] }) };
    expect(row).toMatchObject({ sent_talk: 5, sent_comment: 0, sent_review: 0, wakes: 1 });
    expect(decideWake(row, looked, LIMITS)).toBeUndefined();
    expect(decideWake({ ...ROW, wakes: 3 }, looked, LIMITS)).toBeUndefined();
  });
});
