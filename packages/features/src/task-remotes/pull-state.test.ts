import { describe, expect, test } from "vitest";
import { checkedOf, toSeenPull } from "./pull-state.js";
import { decideWake } from "./wake.js";

const HEAD = "a".repeat(40);

function seen(states: readonly string[], comments: readonly number[] = []) {
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
  });
}

const ROW = { pushed: HEAD, sent_checks: null, sent_comment: 0, sent_review: 0, wakes: 0 };
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
});
