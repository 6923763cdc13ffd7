import type { ReplyNote } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { zh } from "../words/zh.js";
import { partText, replyNotes } from "./reply-notes.js";

const rebuilt: ReplyNote = { code: "session.rebuilt" };
const files: ReplyNote = {
  code: "files.denied",
  files: 1,
  whys: [{ code: "file", refusal: "outside" }],
};
// Of a daemon that is newer than its reader.
const newer = { code: "moon.rose" } as never;

test("an answer and its notes are in the words of the reader", () => {
  const part = { text: "Done.\n\n_(as it was delivered)_", noted: { own: "Done.", notes: [files] } };
  expect(partText(part)).toBe("Done.\n\n_(A file was not attached: it is outside the allowed directories)_");
  expect(partText(part, zh)).toMatch(/^Done\.\n\n_（.*它在允许的文件夹之外.*）_$/);
  expect(partText({ text: null, noted: { own: null, notes: [rebuilt] } }, zh)).toMatch(/^_（/);
});

test("what was delivered stays where there are no facts, or one is not known", () => {
  expect(partText({ text: "Done." }, zh)).toBe("Done.");
  expect(partText({ text: null })).toBeNull();
  const part = { text: "Done.\n\nThe moon rose.", noted: { own: "Done.", notes: [rebuilt, newer] } };
  expect(partText(part, zh)).toBe(part.text);
  expect(replyNotes({ notes: ["Old.", "The moon rose."], noteFacts: [null, newer] }, zh)).toEqual([
    "Old.",
    "The moon rose.",
  ]);
  expect(replyNotes({ notes: ["Old."] }, zh)).toEqual(["Old."]);
});

test("notes of a reply are in the words of the reader", () => {
  const note: ReplyNote = { code: "tags.limit", most: 50 };
  const [english, chinese] = [undefined, zh].map((words) =>
    replyNotes({ notes: ["as delivered"], noteFacts: [note] }, words),
  );
  expect(english?.[0]).toContain("50");
  expect(chinese?.[0]).toMatch(/50.*[\u4e00-\u9fff]|[\u4e00-\u9fff].*50/);
});
