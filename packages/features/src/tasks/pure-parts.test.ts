import { taskTagOf } from "@tinyagi/contracts/shown-text";
import type { MessageRow } from "@tinyagi/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { getOutcome } from "./conversation-outcome.js";
import { dispatchText, isTaskDispatch } from "./dispatch-text.js";
import { freePrefix, pickColor, toPrefix } from "./project-looks.js";

describe("the defaults of a project", () => {
  test.each([
    ["Website", "WEB"],
    ["my site", "MS"],
    ["The Quick Brown Fox", "TQB"],
    ["Ünïcode", "UNI"],
    ["2024 road-map", "2RM"],
    ["日本", "PRJ"],
    ["x", "X"],
  ])("%s begins its identifiers with %s", (name, prefix) => {
    expect(toPrefix(name)).toBe(prefix);
  });

  test("prefixes are distinct, fit the pattern of identifiers, and are never that of loose tasks", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 40 }), (names) => {
        const taken = new Set<string>();
        for (const name of names) {
          const prefix = freePrefix(toPrefix(name), (one) => taken.has(one));
          expect(prefix).toMatch(/^[A-Z0-9]{1,10}$/);
          expect(prefix).not.toBe("T");
          expect(taken.has(prefix)).toBe(false);
          taken.add(prefix);
        }
      }),
    );
  });

  test("colours repeat after twelve", () => {
    expect(new Set(Array.from({ length: 12 }, (_, n) => pickColor(n))).size).toBe(12);
    expect(pickColor(12)).toBe(pickColor(0));
  });
});

describe("the text of a dispatch", () => {
  const task = { id: "task_abc", title: "Build", description: "it", assignee: "coder" };

  test("ends with the task's tag and leaves out what is empty", () => {
    expect(dispatchText(task)).toBe("Build\n\nit\n\n[task:task_abc]");
    expect(dispatchText({ ...task, description: "" })).toBe("Build\n\n[task:task_abc]");
    expect(taskTagOf(`${dispatchText(task)}\n`)).toBe("task_abc");
    expect(taskTagOf("[task:task_abc] and more")).toBeUndefined();
  });

  test.each([
    [`@coder ${dispatchText(task)}`, null, true],
    [`@CODER: ${dispatchText(task)}`, undefined, true],
    [dispatchText(task), "coder", true],
    ["@coder Build\n\n\n\nit\n\n[task:task_abc]", null, true],
    [`@reviewer ${dispatchText(task)}`, null, false],
    [dispatchText(task), null, false],
    [`@coder ${dispatchText({ ...task, title: "Other" })}`, null, false],
  ])("%j to %s is the dispatch of the task: %s", (text, target, expected) => {
    expect(isTaskDispatch(task, { text, target })).toBe(expected);
  });

  test("a task without an assignee has no dispatch", () => {
    expect(isTaskDispatch({ ...task, assignee: "" }, { text: dispatchText(task), target: "" })).toBe(false);
  });
});

describe("the outcome of a closed conversation", () => {
  const message = (changes: Partial<MessageRow>) => ({
    id: 1,
    agent_id: "a",
    kind: "user" as const,
    status: "completed" as const,
    result_text: "done",
    result_notes: null,
    last_error: null,
    error_class: null,
    failure: null,
    attempts: 1,
    ...changes,
  });
  const outcome = (messages: Partial<MessageRow>[], join_mode: "reply" | "leader" = "reply") =>
    getOutcome({ id: "conv_1", join_mode, status: "closed" }, messages.map(message), "en");

  test("is each agent's last answer, in the order of their first answers", () => {
    expect(
      outcome([{ result_text: "one" }, { agent_id: "b", result_text: "two" }, { result_text: "three" }]),
    ).toEqual({
      comments: [
        { author: "a", content: "three" },
        { author: "b", content: "two" },
      ],
      failure: null,
    });
  });

  test("posts to rooms and sub-agents are ignored, and an empty answer is no comment", () => {
    const others = [
      { kind: "room" as const, status: "dead" as const },
      { kind: "node" as const, status: "dead" as const },
      { kind: "node" as const, agent_id: "b", result_text: "for the agent that asked" },
    ];
    expect(outcome([{ result_text: " " }, ...others])).toEqual({
      comments: [],
      failure: null,
    });
  });

  test("a failure is added to the earlier answer", () => {
    const { comments, failure } = outcome([
      { result_text: "half" },
      { id: 7, status: "dead", result_text: null, last_error: "no network", attempts: 3 },
    ]);
    expect(failure).toBe("@a failed after 3 attempts: no network");
    expect(comments[0]?.content).toMatch(/^half\n\n\(failed after 3 attempts: no network/);
  });

  test("a failure is said from its facts, in the language of the home", () => {
    const failure = JSON.stringify({ cause: "cancelled", cancelled: { code: "stop" } });
    const stopped = message({ status: "cancelled", last_error: "an older sentence", failure });
    const said = (language: "en" | "zh") =>
      getOutcome({ id: "conv_1", join_mode: "reply", status: "closed" }, [stopped], language).failure;
    expect(said("en")).toBe("@a was cancelled: stopped with /stop");
    expect(said("zh")).toBe("@a 已被取消：被 /stop 停止");
  });

  test("a cancellation before any work is said in the language of the home", () => {
    const of = { id: "conv_1", join_mode: "reply", status: "cancelled" } as const;
    expect(getOutcome(of, [], "en").failure).toBe("The conversation was cancelled.");
    expect(getOutcome(of, [], "zh").failure).toBe("对话已被取消。");
  });

  test("in leader mode the summary replaces all answers, but no failure is hidden", () => {
    const summary = { agent_id: "lead", kind: "summary" as const, result_text: "all of it" };
    expect(outcome([{}, summary], "leader").comments).toEqual([{ author: "lead", content: "all of it" }]);
    expect(outcome([{ status: "cancelled" }, summary], "leader")).toMatchObject({
      failure: expect.stringContaining("cancelled"),
    });
  });

  test("a long answer is cut and names where the rest is", () => {
    const [comment] = outcome([{ result_text: "x".repeat(200_000) }]).comments;
    expect(comment?.content.length).toBeLessThan(101_000);
    expect(comment?.content).toMatch(/\n\n\(The whole answer is in conversation conv_1\.\)$/);
  });

  test("what stands below an answer is in the brackets and words of the language", () => {
    const of = { id: "conv_1", join_mode: "reply", status: "closed" } as const;
    const said = (change: Parameters<typeof message>[0]) =>
      getOutcome(of, [message(change)], "zh").comments[0]?.content;
    expect(said({ result_text: "x".repeat(200_000) })).toMatch(/\n\n（完整回答见对话 conv_1。）$/);
    expect(said({ status: "cancelled", last_error: "停了。" })).toBe("（已被取消：停了。）");
  });
});
