/** @requirement UPGRADE-1 */
import { expect, test } from "vitest";
import { createReportWriter } from "./report.js";
import { takeSettings } from "./take-settings.js";

function notesOn(settings: object): string[] {
  const report = createReportWriter();
  takeSettings(JSON.stringify(settings), report);
  return report.finish().notes;
}

const agents = { tinyagi: { name: "A", provider: "anthropic", model: "" } };

test("enabled channels are reported, with how to see whether they are connected", () => {
  const notes = notesOn({ agents, channels: { enabled: ["telegram", "discord"] } });
  expect(notes).toEqual([expect.stringContaining("telegram, discord")]);
  expect(notes[0]).toContain("tinyagi channel status");
  expect(notesOn({ agents, channels: { enabled: [] } })).toEqual([]);
});
