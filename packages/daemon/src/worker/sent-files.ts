/** Files that people sent, on the machine of an agent: those that its prompt names and that its run may open are brought there. */
import { relative } from "node:path";
import { placesIn } from "@tinyagi/base";
import { HarnessError, type InvokeRequest, isAppError, type WorkspacePort } from "@tinyagi/contracts";
import { bringFile } from "@tinyagi/features";
import { listParts } from "./sent-parts.js";

/** No system has a longer path. A worker that says so lies. */
const FOLDER_MAX = 4_096;

export interface FilesToBring {
  /** Of this machine. */
  readonly filesIn: string;
  /** What the run may open of the files that people sent. */
  readonly sentFiles: (request: InvokeRequest) => Promise<readonly string[]>;
  readonly workspace: () => WorkspacePort | undefined;
}

export interface Brought {
  readonly prompt: string;
  /** Their places below the folder of received files: the same on both machines. */
  readonly files: readonly string[];
}

/** @throws HarnessError `interrupted` when the machine goes away meanwhile */
export async function bringSentFiles(
  { filesIn, sentFiles, workspace }: FilesToBring,
  request: InvokeRequest,
): Promise<Brought> {
  const { prompt } = request;
  const named = new Set(placesIn(prompt, filesIn).map(({ path }) => path));
  if (named.size === 0) return { prompt, files: [] };
  const open = (await sentFiles(request)).filter((path) => named.has(path));
  let there: string | undefined;
  try {
    for (const path of open)
      for (const place of await listParts(filesIn, path)) {
        const port = workspace();
        if (port === undefined) throw away();
        const arrived = await bringFile(port, { filesIn, place });
        there = arrived.slice(0, -place.length - 1);
        if (there.length > FOLDER_MAX) throw away();
      }
  } catch (error) {
    throw isAppError(error, "PLACE_OFFLINE") ? away(error) : error;
  }
  const files = open.map((path) => relative(filesIn, path));
  return {
    prompt: there === undefined ? prompt : prompt.replaceAll(`${filesIn}/`, () => `${there}/`),
    files,
  };
}

function away(cause?: unknown): HarnessError {
  return new HarnessError("interrupted", "The worker went away before it had the files of the message.", {
    cause,
  });
}
