/** Taking an import back loses no work. @requirement MOVE-1 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@tinyagi/client";
import { partial } from "@tinyagi/testkit/partial";
import { expect, onTestFinished, test } from "vitest";
import type { CliContext } from "../context/context.js";
import { openReceipt } from "./receipt.js";
import { undoReceipt } from "./undo.js";

test("a text that was edited since the import is put back, and the edited one is kept", async () => {
  const home = mkdtempSync(join(tmpdir(), "tinyagi-undo-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const workspace = join(home, "coder");
  mkdirSync(workspace);
  const [edited, same] = [join(workspace, "AGENTS.md"), join(workspace, "SOUL.md")];
  const before = Buffer.from([0xff, 0x41]);
  const receipt = openReceipt(home, { kind: "team", from: "x", now: 0, left: [] });
  for (const path of [edited, same]) receipt.note({ what: "text", path, before: before.toString("base64") });
  writeFileSync(edited, "imported, then edited by a person");
  writeFileSync(same, before);
  const client = partial<Client>({ call: async () => ({}) as never });
  const context = partial<CliContext>({ now: () => 1 });
  const { moved } = await undoReceipt(context, client, { receipt, signal: undefined });
  expect(readFileSync(edited)).toEqual(before);
  expect(readFileSync(same)).toEqual(before);
  expect(moved).toEqual([join(receipt.folder, "texts", "1-AGENTS.md")]);
  expect(readFileSync(moved[0] ?? "", "utf8")).toBe("imported, then edited by a person");
});
