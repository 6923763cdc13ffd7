import { expect, test } from "vitest";
import { zh } from "../words/zh.js";
import { needCount, needKinds, needSentence } from "./need-count.js";

const SOME = { approvals: 2, questions: 1, dead: 1, providers: undefined };
const NONE = { approvals: 0, questions: 0, dead: 0, providers: undefined };

test("approvals, questions and dead letters are counted", () => {
  expect(needCount(SOME)).toBe(4);
  expect(needCount({ ...SOME, providers: 2 })).toBe(6);
  expect(needCount(NONE)).toBe(0);
});

test("the count is a sentence in both languages", () => {
  expect(needSentence(1)).toBe("1 thing needs you.");
  expect(needSentence(1_200)).toBe("1,200 things need you.");
  expect(needSentence(0)).toBe("Nothing needs you.");
  expect(needSentence(4, zh)).toBe("4 项需要你处理。");
});

test("only the kinds that there are are named", () => {
  expect(needKinds(SOME)).toBe("2 approvals, 1 question, 1 dead letter");
  expect(needKinds({ ...NONE, dead: 3 })).toBe("3 dead letters");
  expect(needKinds({ ...NONE, providers: 1 })).toBe("1 provider");
  expect(needKinds(NONE)).toBe("");
});
