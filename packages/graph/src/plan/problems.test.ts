/** The list of what is wrong with a plan. */
import { expect, test } from "vitest";
import { PlanError } from "../errors.js";
import { MAX_PROBLEMS } from "../limits.js";
import { Problems } from "./problems.js";

const problem = (n: number) => ({ path: `agents[${n}]`, code: "invalid", message: `problem ${n}` });

test("without a problem nothing is thrown", () => {
  const problems = new Problems();
  expect(problems.empty).toBe(true);
  expect(() => problems.throwIfAny()).not.toThrow();
  expect(problems.all()).toEqual([]);
});

test("the nearest known name is added when there is one, and no field otherwise", () => {
  const problems = new Problems();
  problems.add(problem(1), { name: "reviewr", known: ["reviewer"] });
  problems.add(problem(2), { name: "reviewr", known: ["deploy"] });
  problems.add(problem(3));
  expect(problems.list).toEqual([{ ...problem(1), nearest: "reviewer" }, problem(2), problem(3)]);
});

test("one error holds all problems and its message names the first ten", () => {
  const problems = new Problems();
  for (let n = 0; n < 12; n++) problems.add(problem(n));
  const error = (() => {
    try {
      problems.throwIfAny();
    } catch (thrown) {
      return thrown;
    }
    return undefined;
  })();
  expect(error).toBeInstanceOf(PlanError);
  expect((error as PlanError).problems).toHaveLength(12);
  expect((error as PlanError).message).toContain("agents[9]: problem 9; and 2 more");
  expect((error as PlanError).message).not.toContain("problem 10");
});

test("a problem without a path is one of the plan itself", () => {
  expect(new PlanError([{ path: "", code: "too_large", message: "too large" }]).message).toContain(
    "plan: too large",
  );
});

test("beyond the limit problems are counted and no longer kept", () => {
  const problems = new Problems();
  for (let n = 0; n < MAX_PROBLEMS + 3; n++) problems.add(problem(n));
  expect(problems.list).toHaveLength(MAX_PROBLEMS);
  expect(problems.all().at(-1)).toEqual({ path: "", code: "too_many_problems", message: "3 more problems" });
});
