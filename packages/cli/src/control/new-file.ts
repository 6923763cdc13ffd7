/** Writes files that must not exist yet. A write that fails leaves nothing: half a file would block the next try. */
import { open, rm } from "node:fs/promises";

/** @throws the error of the file system: `EEXIST` when something has this name, which then stays as it is */
export async function writeNewFile(path: string, content: string | Buffer, mode = 0o666): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(content);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
