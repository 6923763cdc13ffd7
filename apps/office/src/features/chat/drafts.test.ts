import { afterEach, expect, test } from "vitest";
import { useAllKept } from "../../lib/kept";
import { readDraft, takeOverDraft, writeDraft } from "./drafts";

afterEach(() => useAllKept.setState(new Map(), true));

test("a draft belongs to its thread: one that was kept for a conversation of it is taken over once", () => {
  writeDraft("conv_1", "half a sentence");
  expect(takeOverDraft("key", "conv_1")).toBe("key");
  expect([readDraft("key"), readDraft("conv_1")]).toEqual(["half a sentence", ""]);
  writeDraft("key", "");
  takeOverDraft("key", "conv_1");
  expect(readDraft("key")).toBe("");
});

test("what is being written in the thread is not replaced by an older text", () => {
  writeDraft("conv_1", "older");
  writeDraft("key", "newer");
  takeOverDraft("key", "conv_1");
  expect(readDraft("key")).toBe("newer");
});

test("a conversation without a thread keeps its own draft", () => {
  writeDraft("conv_1", "text");
  takeOverDraft("conv_1", "conv_1");
  expect(readDraft("conv_1")).toBe("text");
});
