/** Whether a backup can be restored: every file of it is read and compared with its digest. Changes nothing. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAppError } from "@tinyagi/contracts";
import { unpackBackup } from "./read-backup.js";

/** @returns null for a whole backup */
export async function problemOfBackup(path: string): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-check-"));
  try {
    await unpackBackup(path, folder, new Set());
    return null;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return error.message;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
