/** @requirement MOVE-1 */
import { expect, test } from "vitest";
import { sinceImport } from "./changed-since.js";

const made = { path: ["agents", "kim"], revision: 10 };
const before = { id: 10, paths: ["workspace.name"] };
const own = { id: 11, paths: ["agents.kim"] };

test.each([
  ["nothing followed", [before, own], "as-imported"],
  ["others changed", [before, own, { id: 12, paths: ["agents.kimono", "agents.ann.model"] }], "as-imported"],
  ["a part of it changed", [before, own, { id: 12, paths: ["agents.kim.model"] }], "edited"],
  [
    "it was removed and made again",
    [{ id: 13, paths: ["agents.kim"] }, { id: 12, paths: ["agents.kim", "teams.crew"] }, own, before],
    "made-again",
  ],
  ["all of them were replaced", [before, own, { id: 12, paths: ["agents"] }], "made-again"],
  ["the import's own revision is gone", [{ id: 90, paths: ["agents.kim"] }], "made-again"],
  ["only later edits are kept", [{ id: 90, paths: ["agents.kim.role"] }], "edited"],
  ["no revision is kept", [], "as-imported"],
])("%s", (_what, revisions, expected) => {
  expect(sinceImport(revisions, made)).toBe(expected);
});
