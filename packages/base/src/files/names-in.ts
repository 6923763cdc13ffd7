/** The names in a folder; none when there is no such folder. */
import { readdir } from "node:fs/promises";
import { errorCode } from "./atomic-file.js";

export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}
