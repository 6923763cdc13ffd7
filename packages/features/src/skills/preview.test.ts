/** Previews of skills that wait for confirmation. @requirement SKILL-1 */

import { createVirtualClock } from "@tinyagi/base";
import { describe, expect, test } from "vitest";
import { createPreviews, PREVIEW_MS } from "./preview.js";

const skill = (text: string, more: [string, Buffer][] = []) => ({
  name: "pdf",
  description: "Reads PDF files.",
  files: new Map([["SKILL.md", Buffer.from(text)], ...more]),
});

function open() {
  const clock = createVirtualClock();
  return { clock, previews: createPreviews(clock) };
}

test("a preview shows every file with its size, and the text of SKILL.md", () => {
  const { preview } = open().previews.add(
    "a/b@pdf",
    skill("# PDF", [["run.sh", Buffer.from("#!/bin/sh\n")]]),
  );
  expect(preview).toMatchObject({
    ref: "a/b@pdf",
    name: "pdf",
    description: "Reads PDF files.",
    files: [
      { path: "SKILL.md", size: 5 },
      { path: "run.sh", size: 10 },
    ],
    content: "# PDF",
  });
  expect(preview.digest).toMatch(/^[0-9a-f]{64}$/);
});

test("a preview truncates a long SKILL.md", () => {
  const { preview, files } = open().previews.add("r", skill("x".repeat(70_000)));
  expect(preview.content).toHaveLength(64 * 1024);
  expect(files.get("SKILL.md")).toHaveLength(70_000);
});

describe("a preview", () => {
  test("can be taken once, with exactly the files it showed", () => {
    const { previews } = open();
    const { preview, files } = previews.add("r", skill("one"));
    expect(previews.take("r", preview.digest)?.files).toBe(files);
    expect(previews.take("r", preview.digest)).toBeUndefined();
  });

  test("cannot be taken with another digest or another ref", () => {
    const { previews } = open();
    const { preview } = previews.add("r", skill("one"));
    expect(previews.take("r", "0".repeat(64))).toBeUndefined();
    expect(previews.take("other", preview.digest)).toBeUndefined();
    expect(previews.take("r", preview.digest)).toBeDefined();
  });

  test("is kept separately for two versions of one ref", () => {
    const { previews } = open();
    const first = previews.add("r", skill("one")).preview;
    const second = previews.add("r", skill("two")).preview;
    expect(first.digest).not.toBe(second.digest);
    expect(previews.take("r", first.digest)?.preview.content).toBe("one");
    expect(previews.take("r", second.digest)?.preview.content).toBe("two");
  });

  test("expires, and the same content can be previewed again", () => {
    const { previews, clock } = open();
    const { preview } = previews.add("r", skill("one"));
    clock.advance(PREVIEW_MS + 1);
    expect(previews.take("r", preview.digest)).toBeUndefined();
    previews.add("r", skill("one"));
    expect(previews.take("r", preview.digest)).toBeDefined();
  });

  test("is valid until the last millisecond", () => {
    const { previews, clock } = open();
    const { preview } = previews.add("r", skill("one"));
    clock.advance(PREVIEW_MS);
    expect(previews.take("r", preview.digest)).toBeDefined();
  });
});

test("a ninth preview drops the oldest; previewing again makes a preview the newest", () => {
  const { previews } = open();
  const digests = Array.from(
    { length: 8 },
    (_, i) => previews.add(`r${i}`, skill(`skill ${i}`)).preview.digest,
  );
  previews.add("r0", skill("skill 0"));
  previews.add("r8", skill("skill 8"));
  expect(previews.take("r0", digests[0] ?? "")).toBeDefined();
  expect(previews.take("r1", digests[1] ?? "")).toBeUndefined();
  expect(previews.take("r2", digests[2] ?? "")).toBeDefined();
});
