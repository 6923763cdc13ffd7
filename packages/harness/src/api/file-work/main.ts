/**
 * The thread in which the file tools of one run work. However long a call takes here, the daemon answers, and ends this
 * thread when the call's time is over (`file-work.ts`).
 */
import { randomUUID } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { isAppError } from "@tinyagi/contracts";
import { createConfinedFolder } from "../confined-folder.js";
import { FILE_TOOLS } from "../tool/table.js";
import type { FileAnswer, FileCall, FileWorkFolder } from "./calls.js";

const folder = createConfinedFolder({ ...(workerData as FileWorkFolder), newName: randomUUID });
/** The daemon ends the thread to end a call. */
const { signal } = new AbortController();

parentPort?.on("message", (call: FileCall) => void answer(call));

async function answer(call: FileCall): Promise<void> {
  parentPort?.postMessage(await answerTo(call));
}

async function answerTo({ id, tool: name, act, input }: FileCall): Promise<FileAnswer> {
  try {
    const tool = FILE_TOOLS.find((one) => one.name === name);
    if (act === "run") return { id, result: (await tool?.run(input, { folder, signal })) ?? "" };
    await tool?.check?.(input, folder);
    return { id, result: "" };
  } catch (error) {
    if (isAppError(error)) return { id, refused: { code: error.code, message: error.message } };
    return { id, broken: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
