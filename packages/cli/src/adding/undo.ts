/**
 * Takes an import back, newest change first. A workspace that the import made is moved into the receipt's folder, so that
 * no work of an agent is lost; so is a text that was edited since then. What is already gone is passed over. What
 * somebody made again under the same name, and what somebody changed, is theirs and stays.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { replaceFileSync } from "@tinyagi/base/replace-file";
import type { Client } from "@tinyagi/client";
import type { CliContext } from "../context/context.js";
import { enabledChannels } from "./addition.js";
import type { Change, Receipt } from "./receipt.js";
import { readOwners } from "./still-own.js";

export interface Undone {
  /** Workspaces, and texts that an undo replaced, by where they are now. */
  moved: string[];
  /** Workspaces that could not be moved and stay. */
  kept: string[];
  /** What is not the import's any more, by its name. */
  changed: string[];
}

export async function undoReceipt(
  context: CliContext,
  client: Client,
  options: { receipt: Receipt; signal: AbortSignal | undefined },
): Promise<Undone> {
  const { receipt, signal } = options;
  const { changes } = receipt.data;
  const undone: Undone = { moved: [], kept: [], changed: [] };
  const call = { client, ...(signal === undefined ? {} : { signal }) };
  // Asked before the first change: each one below is a revision of its own.
  const isStillOwn = await readOwners(changes, call);
  const others = changes.filter((change) => !isStillOwn(change));
  for (const change of changes.toReversed()) {
    if (!others.includes(change)) await undoChange(call, { receipt, change, undone, others });
  }
  undone.changed.push(...others.map(nameOf));
  receipt.closeUndone(new Date(context.now()).toISOString());
  return undone;
}

type Call = Parameters<typeof readOwners>[1];

async function undoChange(
  call: Call,
  { receipt, change, undone, others }: { receipt: Receipt; change: Change; undone: Undone; others: Change[] },
): Promise<void> {
  await undoCall(call, change).catch(ignoreMissing);
  if (change.what === "agent" && change.isNew) await moveAway(receipt, change, undone);
  if (change.what === "text" && existsSync(change.path) && !isOfOther(change.path, others))
    putBack(receipt, change, undone);
}

async function undoCall({ client, ...call }: Call, change: Change): Promise<void> {
  if (change.what === "agent") await client.call("deleteAgent", { params: { id: change.id }, ...call });
  if (change.what === "team") await client.call("deleteTeam", { params: { id: change.id }, ...call });
  if (change.what === "schedule")
    await client.call("deleteSchedule", { params: { id: change.id ?? change.label }, ...call });
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

/** Whether a text belongs to an agent that is somebody else's now. */
function isOfOther(path: string, others: readonly Change[]): boolean {
  return others.some((one) => one.what === "agent" && path.startsWith(`${one.workspace}${sep}`));
}

function nameOf(change: Change): string {
  if (change.what === "agent" || change.what === "team") return `@${change.id}`;
  if (change.what === "schedule") return change.label;
  if (change.what === "sender") return `${change.channel} ${change.senderId}`;
  return change.what === "setting" ? change.path.join(".") : change.what;
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
