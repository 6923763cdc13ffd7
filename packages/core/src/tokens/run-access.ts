/**
 * Gives a run the right to call the API for itself: a token in a file that only its agent may read and that is removed
 * when the run ends. The token is never in an argument list or an environment variable. The files lie beside the database:
 * creating one can wait a millisecond for a commit of the file system, so the thread pool does it. Removing one does not.
 */
import { unlinkSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HarnessApi } from "@tinyagi/contracts";
import type { Log } from "../base/log.js";
import { errorCode } from "../files/atomic-file.js";
import { createAgentFolders } from "./agent-folders.js";
import type { TokenRegistry } from "./token-registry.js";

/** Where agents find the API. */
const API_URL_VARIABLE = "TINYAGI_API_URL";
/** Path of the file with the run's token. */
export const TOKEN_FILE_VARIABLE = "TINYAGI_TOKEN_FILE";
/** Path of a file with the same token as a header line, for `curl -H @file`, so that no argument contains it. */
const HEADER_FILE_VARIABLE = "TINYAGI_AUTH_FILE";
/** The conversation the run works in, the one it may read. */
const CONVERSATION_VARIABLE = "TINYAGI_CONVERSATION_ID";
const LEFT_BEHIND = "the token file of a run could not be removed";

/** What a run is given. */
export interface RunGrant {
  readonly env: Readonly<Record<string, string>>;
  /** Folders inside denied ones that this agent may read. */
  readonly readablePaths: readonly string[];
  /** The same folders of all other agents, for sandboxes that cannot open a folder inside a closed one. */
  readonly closedPaths: readonly string[];
  /** What its sandboxed commands may reach; absent where nothing can be opened for the API alone. */
  readonly api?: HarnessApi;
  /** Makes the token worthless and removes its files. Never throws. */
  release(): void;
}

export interface RunAccess {
  /** Undefined when the run cannot be given access: the daemon does not serve yet, or the run is unknown. */
  grant(run: { runId: string; agentId: string }): Promise<RunGrant | undefined>;
}

export interface ApiAddress {
  url: string;
  /** The same for sandboxes; absent where none may be opened. */
  sandboxed?: HarnessApi;
}

export interface RunAccessOptions {
  tokens: Pick<TokenRegistry, "mintRun">;
  /** Denied to all agents as a whole; each may read the folder of its own name in it. */
  folder: string;
  /** Where the API is, once it is bound. */
  address: () => ApiAddress | undefined;
  conversationOf: (runId: string) => string | undefined;
  /** All configured agents; the same array as long as they have not changed. */
  agentIds: () => readonly string[];
  log: Log;
}

/** Agents' ids and generated run ids are safe as names of files. */
export function createRunAccess(options: RunAccessOptions): RunAccess {
  const { tokens, folder, log } = options;
  const folders = createAgentFolders(folder);
  return {
    async grant({ runId, agentId }) {
      const address = options.address();
      const conversationId = options.conversationOf(runId);
      if (address === undefined || conversationId === undefined) return undefined;
      const all = await folders.ensureAll(options.agentIds());
      const own = folders.pathOf(agentId);
      const file = join(own, `${runId}.token`);
      const header = join(own, `${runId}.header`);
      const { token, revoke } = tokens.mintRun({ runId, agentId, conversationId });
      const texts = new Map([
        [file, token],
        [header, `Authorization: Bearer ${token}\n`],
      ]);
      try {
        await Promise.all([...texts].map((text) => writeNew(text, () => folders.ensure(agentId))));
      } catch (error) {
        revoke();
        throw error;
      }
      return {
        env: {
          [API_URL_VARIABLE]: address.url,
          [TOKEN_FILE_VARIABLE]: file,
          [HEADER_FILE_VARIABLE]: header,
          [CONVERSATION_VARIABLE]: conversationId,
        },
        readablePaths: [own],
        closedPaths: all.filter((path) => path !== own),
        ...(address.sandboxed === undefined ? {} : { api: address.sandboxed }),
        release() {
          revoke();
          for (const path of [file, header])
            remove(path, (error) => log.warn({ err: error, runId }, LEFT_BEHIND));
        },
      };
    },
  };
}

function remove(path: string, onLeft: (error: unknown) => void): void {
  try {
    unlinkSync(path);
  } catch (error) {
    // What is left is worthless, and the next start removes it.
    if (errorCode(error) !== "ENOENT") onLeft(error);
  }
}

/** The folder may be gone, or a sandbox may have left a file in its place: then `repair` comes between two tries. */
async function writeNew([path, text]: readonly [string, string], repair: () => Promise<void>): Promise<void> {
  const write = () => writeFile(path, text, { mode: 0o600, flag: "wx" });
  try {
    await write();
  } catch (error) {
    if (!["ENOENT", "ENOTDIR"].includes(errorCode(error))) throw error;
    await repair();
    await write();
  }
}
