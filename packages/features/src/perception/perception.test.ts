/** @requirement HEAR-1 @requirement SEE-1 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Perceive } from "@tinyagi/kernel";
import { voiceNote } from "@tinyagi/testkit";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createPerception } from "./perception.js";

const { signal } = new AbortController();
let filesIn: string;
let heard: string[];
beforeEach(() => {
  filesIn = mkdtempSync(join(tmpdir(), "tinyagi-perception-"));
  heard = [];
});
afterEach(() => rmSync(filesIn, { recursive: true, force: true }));

/** A file as a channel stores it. */
function stored(person: string, name: string, bytes: Buffer): string {
  const [unique = name] = name.split(".");
  const folder = join(filesIn, person, unique);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

function perception(open: readonly string[]): Perceive {
  return createPerception({
    filesIn,
    openTo: async () => new Set(open),
    hearing: {
      hear: async (recording) => {
        heard.push(recording.path);
        return recording.path.endsWith(".ogg") ? { ...recording, text: "words", by: "model" } : undefined;
      },
      refuse: async (recording, reason) => ({ ...recording, reason }),
    },
  });
}

const run = (prompt: string) => ({ runId: "run_1", agentId: "a", prompt });

it("a line follows that of each recording, and pictures are handed over", async () => {
  const png = Buffer.alloc(64);
  png.writeUInt32BE(0x89504e47, 0);
  png.writeUInt32BE(30, 16);
  const note = stored("ann", "aaaa.ogg", voiceNote(2));
  const photo = stored("ann", "bbbb.png", png);
  const open = [join(filesIn, "ann", "aaaa"), join(filesIn, "ann", "bbbb")];
  const prompt = `listen\n\n[file: ${note}] (voice.ogg)\n[file: ${photo}] (me.png)\nbye`;
  const perceived = await perception(open)(run(prompt), signal);
  expect(perceived.prompt.split("\n")).toEqual([
    "listen",
    "",
    `[file: ${note}] (voice.ogg)`,
    expect.stringMatching(/^\[Transcript of voice\.ogg.*: "words"\]$/),
    `[file: ${photo}] (me.png)`,
    "bye",
  ]);
  expect(perceived.pictures).toEqual([
    { path: photo, name: "me.png", type: "image/png", bytes: 64, pixels: 30 },
  ]);
});

it("files of somebody else, files elsewhere, and names inside a sentence are not opened", async () => {
  const others = stored("bob", "cccc.ogg", voiceNote(2));
  const own = stored("ann", "aaaa.ogg", voiceNote(2));
  const look = perception([join(filesIn, "ann", "aaaa")]);
  const prompt = [
    `[file: ${others}]`,
    "[file: /etc/passwd]",
    `[file: ${own}/../../../bob/cccc/cccc.ogg]`,
    `[file: ${join(filesIn, "ann", "aaaa", "..", "..", "bob", "cccc", "cccc.ogg")}]`,
    `> [file: ${own}]`,
    `look at [file: ${own}] please`,
  ].join("\n");
  expect((await look(run(prompt), signal)).prompt).toBe(prompt);
  expect(heard).toEqual([]);
});

it("more recordings than a run may have are named, not transcribed", async () => {
  const notes = Array.from({ length: 22 }, (_, n) => stored("ann", `n${n}.ogg`, voiceNote(1)));
  const open = notes.map((_, n) => join(filesIn, "ann", `n${n}`));
  const { heard: all, unheard } = await perception(open)(
    run(notes.map((path) => `[file: ${path}]`).join("\n")),
    signal,
  );
  expect(all).toHaveLength(20);
  expect(unheard.map(({ reason }) => reason)).toEqual(["too_many", "too_many"]);
});
