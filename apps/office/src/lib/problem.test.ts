import { expect, it, vi } from "vitest";
import { findProblem } from "./problem";

const read = (part: object) => ({
  data: undefined,
  error: null,
  failureCount: 0,
  failureReason: null,
  refetch: vi.fn(),
  ...part,
});

it("there is a problem from the first failed try on, but not while there is an answer or none was due yet", () => {
  const reason = new Error("away");
  expect(findProblem([read({}), read({ data: 1, failureCount: 1, failureReason: reason })])).toBeUndefined();
  expect(findProblem([read({ failureCount: 1, failureReason: reason })])?.error).toBe(reason);
});

it("only what failed is read again", () => {
  const [fine, failed] = [read({ data: 1 }), read({ failureCount: 3, error: new Error("away") })];
  findProblem([fine, failed])?.retry();
  expect([fine.refetch.mock.calls.length, failed.refetch.mock.calls.length]).toEqual([0, 1]);
});
