/**
 * Takes an import back, newest change first. A workspace that the import made is moved into the receipt's folder, so that
 * no work of an agent is lost; so is a text that was edited since then. What is already gone is passed over.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { basename, join } from "node:path";
import { replaceFileSync } from "@tinyagi/base/replace-file";
import type { Client } from "@tinyagi/client";
import type { CliContext } from "../context/context.js";
import { enabledChannels } from "./addition.js";
import type { Change, Receipt } from "./receipt.js";

export interface Undone {
  /** Workspaces, and texts that an undo replaced, by where they are now. */
  moved: string[];
  /** Workspaces that could not be moved and stay. */
  kept: string[];
}

export async function undoReceipt(
  context: CliContext,
  client: Client,
  options: { receipt: Receipt; signal: AbortSignal | undefined },
): Promise<Undone> {
  const { receipt, signal } = options;
  const undone: Undone = { moved: [], kept: [] };
  const call = { client, ...(signal === undefined ? {} : { signal }) };
  for (const change of receipt.data.changes.toReversed()) {
    await undoCall(call, change).catch(ignoreMissing);
    if (change.what === "agent" && change.isNew) await moveAway(receipt, change, undone);
    if (change.what === "text" && existsSync(change.path)) putBack(receipt, change, undone);
  }
  receipt.closeUndone(new Date(context.now()).toISOString());
  return undone;
}

async function undoCall(
  { client, ...call }: { client: Client; signal?: AbortSignal },
  change: Change,
): Promise<void> {
  if (change.what === "agent") await client.call("deleteAgent", { params: { id: change.id }, ...call });
  if (change.what === "team") await client.call("deleteTeam", { params: { id: change.id }, ...call });
  if (change.what === "schedule")
    await client.call("deleteSchedule", { params: { id: change.label }, ...call });
  if (change.what === "sender") {
    const { channel, senderId } = change;
    await client.call("revokePairing", { params: { channel, senderId }, ...call });
  }
  if (change.what === "setting")
    await client.call("changeSettings", { body: { changes: [{ path: [...change.path] }] }, ...call });
  if (change.what === "channel") {
    const value = enabledChannels(await client.call("getSettings", call)).filter(
      (one) => one !== change.channel,
    );
    await client.call("changeSettings", {
      body: { changes: [{ path: ["channels", "enabled"], value }] },
      ...call,
    });
  }
}

/** What was removed by hand since then, or never made. */
function ignoreMissing(error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "NOT_FOUND" && code !== "UNKNOWN_AGENT" && code !== "UNKNOWN_TEAM") throw error;
}

/** The text as it was before the import; what it is now may be somebody's work. */
function putBack(receipt: Receipt, change: Extract<Change, { what: "text" }>, undone: Undone): void {
  const before = Buffer.from(change.before, "base64");
  const now = readFileSync(change.path);
  if (now.equals(before)) return;
  const folder = join(receipt.folder, "texts");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kept = join(folder, `${receipt.data.changes.indexOf(change) + 1}-${basename(change.path)}`);
  writeFileSync(kept, now, { mode: 0o600 });
  undone.moved.push(kept);
  replaceFileSync(change.path, before);
}

async function moveAway(
  receipt: Receipt,
  { id, workspace }: Extract<Change, { what: "agent" }>,
  undone: Undone,
): Promise<void> {
  if (!existsSync(workspace)) return;
  const target = join(receipt.folder, "workspaces", id);
  try {
    mkdirSync(join(receipt.folder, "workspaces"), { recursive: true, mode: 0o700 });
    await rename(workspace, target);
    undone.moved.push(target);
  } catch {
    // Another file system, or a program in it: nothing of it is lost where it is, and the caller names it.
    undone.kept.push(workspace);
  }
}
