import { EVENT_FIELD_MAX_CHARS } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { createWrittenBlock } from "./written-block.js";

type Said = readonly [text: string, delta: boolean];

function told(...said: readonly Said[]): string {
  const block = createWrittenBlock();
  let all = "";
  for (const [text, delta] of said) {
    const { words, begins } = block.next({ text, delta });
    if (words !== "") all += begins && all !== "" ? `\n\n${words}` : words;
  }
  return all;
}

/** As the runner tells a whole block: in pieces, of which only the first is no addition. */
function whole(text: string): Said[] {
  const pieces: Said[] = [];
  for (let at = 0; at === 0 || at < text.length; at += EVENT_FIELD_MAX_CHARS)
    pieces.push([text.slice(at, at + EVENT_FIELD_MAX_CHARS), at > 0]);
  return pieces;
}

describe("the words of a run, for a reader that only adds", () => {
  it("are told once when the whole block repeats them", () => {
    expect(told(["Hello ", true], ["world", true], ["Hello world", false])).toBe("Hello world");
    expect(told(["Hello ", true], ["Hello world", false])).toBe("Hello world");
    expect(told(["Hello ", true], ["Hello", false])).toBe("Hello ");
  });

  it("begin a paragraph with each block, whether it comes in pieces or whole", () => {
    expect(told(["One", true], ["One", false], ["Tw", true], ["o", true], ["Two", false])).toBe("One\n\nTwo");
    expect(told(["One", false], ["Two", false])).toBe("One\n\nTwo");
    expect(told(["Two", true], ["Two", false], ["Two", false])).toBe("Two\n\nTwo");
  });

  it("are told whole where the block is another one than its pieces", () => {
    expect(told(["key=ab", true], ["key=[hidden]", false], ["Next", true])).toBe(
      "key=ab\n\nkey=[hidden]\n\nNext",
    );
  });

  it("of a model call that is tried again are a paragraph of their own", () => {
    expect(told(["Hel", true], ["", false], ["Hello", true], ["Hello", false])).toBe("Hel\n\nHello");
  });

  it("of a long block are told once, however much of it came before", () => {
    const long = Array.from({ length: 8_000 }, (_, at) => `${at} `).join("");
    expect(long.length).toBeGreaterThan(2 * EVENT_FIELD_MAX_CHARS);
    for (const before of [0, 100, EVENT_FIELD_MAX_CHARS + 100, long.length]) {
      const pieces: Said[] = before === 0 ? [] : [[long.slice(0, before), true]];
      expect(told(...pieces, ...whole(long), ["Next", true], ...whole("Next")) === `${long}\n\nNext`).toBe(
        true,
      );
    }
  });
});
