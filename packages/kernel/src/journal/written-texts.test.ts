import type { JournalEvent } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { createWrittenTexts, WRITTEN_MAX_CHARS } from "./written-texts.js";

function open() {
  let listener: (event: JournalEvent) => void = () => {};
  const texts = createWrittenTexts({
    subscribe(next) {
      listener = next;
      return () => {};
    },
  });
  const tell = (type: JournalEvent["type"], data: object = {}): void =>
    listener({ type, time: 0, runId: "r", data } as JournalEvent);
  let end = 0;
  const write = (text: string, delta = true): void => {
    end = delta ? end + text.length : text.length;
    tell("run.progressed", { text, delta, end });
  };
  return { texts, tell, write };
}

test("a live run has the words it wrote so far, and where they end; a whole text replaces them", () => {
  const { texts, write } = open();
  expect(texts.of("r")).toBeUndefined();
  write("Hel");
  write("lo");
  expect(texts.of("r")).toEqual({ text: "Hello", end: 5 });
  write("Bye", false);
  expect(texts.of("r")).toEqual({ text: "Bye", end: 3 });
  expect(texts.of("r", 2)).toEqual({ text: "ye", end: 3 });
});

test("of a long text the newest words are kept, and of a run that ended none", () => {
  const { texts, write, tell } = open();
  for (let i = 0; i < 50; i += 1) write("x".repeat(1_000));
  write("end");
  expect(texts.of("r")).toEqual({ text: `${"x".repeat(WRITTEN_MAX_CHARS - 3)}end`, end: 50_003 });
  tell("run.completed");
  expect(texts.of("r")).toBeUndefined();
});
