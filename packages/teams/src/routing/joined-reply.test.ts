import { describe, expect, it } from "vitest";
import { joinReplies, type ReplyEntry } from "./joined-reply.js";

const entry = (agentId: string, more: Partial<ReplyEntry> = {}): ReplyEntry => ({
  agentId,
  name: agentId.toUpperCase(),
  isLeader: false,
  order: 0,
  ...more,
});
const join = (entries: ReplyEntry[], notes: string[] = []): string => joinReplies({ entries, notes });

describe("one speaker", () => {
  it("stands without a heading and is signed", () => {
    expect(join([entry("coder", { text: " Done. \n" })])).toBe("Done.\n\n- [coder]");
  });

  it("keeps its notes before the signature", () => {
    expect(join([entry("coder", { text: "Done." })], ["Stopped by LIMIT_HOPS."])).toBe(
      "Done.\n\nStopped by LIMIT_HOPS.\n\n- [coder]",
    );
  });

  it("that only sent a file is signed", () => {
    expect(join([entry("coder", { text: "" })])).toBe("- [coder]");
  });

  it("that failed is named by the host and not signed", () => {
    expect(join([entry("coder", { failure: "the model is overloaded." })])).toBe(
      "(@coder failed: the model is overloaded.)",
    );
  });

  it("that waits says for what", () => {
    expect(join([entry("coder", { waiting: "the next try" })])).toBe(
      "(@coder is still waiting for the next try.)",
    );
  });

  it("without any word is not passed over in silence", () => {
    expect(join([entry("coder")])).toBe("(@coder gave no text.)");
  });
});

describe("several speakers", () => {
  it("stand under their names, leader first, then in order of first mention, unsigned", () => {
    const reply = join([
      entry("kim", { order: 2, text: "Two." }),
      entry("ann", { order: 1, text: "One.", name: "Ann Smith" }),
      entry("lead", { order: 3, text: "All.", isLeader: true }),
    ]);
    expect(reply).toBe("@lead:\nAll.\n\n------\n\nAnn Smith (@ann):\nOne.\n\n------\n\n@kim:\nTwo.");
  });

  it("show who failed and who waits beside the answers", () => {
    const reply = join(
      [
        entry("a", { order: 1, text: "Fine." }),
        entry("b", { order: 2, failure: "no key" }),
        entry("c", { order: 3, text: "Part.", failure: "cut off" }),
        entry("d", { order: 4, waiting: "a retry" }),
        entry("e", { order: 5, text: " " }),
      ],
      ["Note 1.", "Note 2."],
    );
    expect(reply.split("\n\n------\n\n")).toEqual([
      "@a:\nFine.",
      "@b:\n(failed: no key.)",
      "@c:\nPart.\n\n(failed: cut off.)",
      "@d:\n(is still waiting for a retry.)",
      "@e:\n(gave no text.)\n\nNote 1.\n\nNote 2.",
    ]);
  });

  it("leave the caller's list as it was", () => {
    const entries = [entry("b", { order: 2, text: "b" }), entry("a", { order: 1, text: "a" })];
    join(entries);
    expect(entries.map(({ agentId }) => agentId)).toEqual(["b", "a"]);
  });
});

it("notes alone are a reply", () => {
  expect(join([], ["Nobody could answer."])).toBe("Nobody could answer.");
});
