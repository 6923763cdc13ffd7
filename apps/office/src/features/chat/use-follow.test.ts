import { expect, test } from "vitest";
import { toPlace } from "./use-follow";

test("a reader at the end of the thread follows it", () => {
  expect(toPlace({ scrollTop: 850, clientHeight: 100 }, 1_000, true)).toMatchObject({ isAtEnd: true });
  expect(toPlace({ scrollTop: 500, clientHeight: 100 }, 1_000, true)).toMatchObject({ isAtEnd: false });
});

test("the end of what is read is not the end of the thread: its reader is not taken through the rest", () => {
  expect(toPlace({ scrollTop: 900, clientHeight: 100 }, 1_000, false)).toMatchObject({ isAtEnd: false });
});
