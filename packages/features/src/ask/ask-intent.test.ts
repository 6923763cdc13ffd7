import { describe, expect, test } from "vitest";
import { readIntent } from "./ask-intent.js";

const NAMES = {
  agents: new Map([
    ["coder", "coder"],
    ["tom", "tester"],
  ]),
  settings: ["execution", "budgets", "agents"],
};
const read = (question: string) => readIntent(question, NAMES);

describe("a question about work", () => {
  test.each([
    ["why does coder wait?", { agent: "coder", asksWhy: true }],
    ["@Coder, is anything stuck", { agent: "coder", asksWhy: true }],
    ["why is Tom so slow", { agent: "tester", asksWhy: true }],
    ["why did message 12 fail", { message: 12, asksWhy: true }],
    ["what about #7?", { message: 7 }],
    ["what does BUDGET_EXCEEDED mean", { error: "BUDGET_EXCEEDED" }],
    ["what does CONFLICT mean", { error: "CONFLICT" }],
    ["what does execution.maxAttempts do?", { setting: ["execution", "maxattempts"] }],
    ["为什么 coder 没有回复", { agent: "coder", asksWhy: true }],
    ["为什么coder没有回答", { agent: "coder", asksWhy: true }],
    ["为什么消息12没有回答？", { message: 12, asksWhy: true }],
    ["第7条消息没有回答", { message: 7, asksWhy: true }],
  ])("%s", (question, intent) => {
    expect(read(question)).toMatchObject(intent);
  });

  test.each([
    ["how many agents can run in 2026", "message"],
    ["is there a conflict", "error"],
    ["see example.com for more", "setting"],
    ["why 9999999999999999999", "message"],
  ])("%s names no %s", (question, part) => {
    expect(read(question)).not.toHaveProperty(part);
  });
});

describe("a change that a question asks for", () => {
  test.each([
    ["set execution.maxAttempts to 7", { path: ["execution", "maxAttempts"], value: 7 }],
    ["please change budgets.day.usd to 2.5", { path: ["budgets", "day", "usd"], value: 2.5 }],
    ["set the model of coder to opus", { path: ["agents", "coder", "model"], value: "opus" }],
    ["switch the effort of tom to high", { path: ["agents", "tester", "effort"], value: "high" }],
    ["make the permissions of coder = ask", { path: ["agents", "coder", "permissions"], value: "ask" }],
  ])("%s", (question, change) => {
    expect(read(question).change).toEqual(change);
  });

  test.each([
    "what does execution.maxAttempts do",
    "set the permissions of coder to everything",
    "set the model of nobody to opus",
    "set coder to opus",
    `set execution.maxAttempts to ${"x".repeat(201)}`,
    "set other.key to 1",
  ])("%j asks for none", (question) => {
    expect(read(question).change).toBeUndefined();
  });
});

test("hostile questions are read in linear time", () => {
  for (const question of [
    "why ".repeat(125),
    "#".repeat(500),
    "a.".repeat(250),
    "=".repeat(500),
    "((((".repeat(125),
  ])
    expect(read(question)).toBeDefined();
});
