import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkAbilities } from "./ability-check.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ability-check-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function install(...names: string[]): void {
  for (const name of names) writeFileSync(join(folder, name), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
}

test("each program that is there says how it is spoken to, what it can do, and what not", async () => {
  install("claude", "gemini");
  const found = await checkAbilities({ PATH: folder });
  expect(found.map(({ id, message }) => [id, message])).toEqual([
    [
      "agent-can.claude",
      "claude (stream-json) can ask you for permission, take a text in a running turn, continue a session, stay open between messages",
    ],
    [
      "agent-can.acp:gemini",
      "acp:gemini (ACP) can ask you for permission, continue a session, stay open between messages; cannot take a text in a running turn",
    ],
  ]);
});

test("a program that nobody tried says so", async () => {
  install("goose", "cline", "qwen");
  const messages = (await checkAbilities({ PATH: folder })).map(({ message }) => message);
  expect(messages).toEqual([
    expect.stringMatching(/^acp:qwen .*running turn$/),
    expect.stringContaining(
      "cannot ask you for permission, take a text in a running turn; TinyAGI was never tried with it",
    ),
    expect.stringContaining("tried with it until its login only"),
  ]);
});

test("a program that is not there says nothing", async () => {
  expect(await checkAbilities({ PATH: folder })).toEqual([]);
});
