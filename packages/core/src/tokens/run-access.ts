/**
 * Hands a run the right to call the API for itself: a token in a file of its own, which only this agent may read
 * and which is gone when the run ends. The token never stands in an argument list or an environment variable.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HarnessApi } from "@tinyagi/contracts";
import type { Log } from "../base/log.js";
import { ensureFolder } from "../home/ensure-folder.js";
import type { TokenRegistry } from "./token-registry.js";

/** Where agents find the API. */
const API_URL_VARIABLE = "TINYAGI_API_URL";
/** Path of the file with the run's token. */
export const TOKEN_FILE_VARIABLE = "TINYAGI_TOKEN_FILE";
/** Path of a file with the same token as a header line, for `curl -H @file`: so it need not stand in an argument. */
const HEADER_FILE_VARIABLE = "TINYAGI_AUTH_FILE";
/** The conversation the run works in, the one it may read. */
const CONVERSATION_VARIABLE = "TINYAGI_CONVERSATION_ID";

/** What a run is given. */
export interface RunGrant {
  readonly env: Readonly<Record<string, string>>;
  /** Folders inside denied ones that this agent may read. */
  readonly readablePaths: readonly string[];
  /** The same folders of all other agents, for sandboxes that cannot open a folder inside a closed one. */
  readonly closedPaths: readonly string[];
  /** What its sandboxed commands may reach; absent where nothing can be opened for the API alone. */
  readonly api?: HarnessApi;
  /** The run is over: the token is worthless and its file gone. Never rejects. */
  release(): Promise<void>;
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
  /** All agents there are. */
  agentIds: () => readonly string[];
  log: Log;
}

/** Agents' ids and generated run ids are safe as names of folders. */
export function createRunAccess(options: RunAccessOptions): RunAccess {
  const { tokens, folder, log } = options;
  return {
    async grant({ runId, agentId }) {
      const address = options.address();
      const conversationId = options.conversationOf(runId);
      if (address === undefined || conversationId === undefined) return undefined;
      const agentFolder = join(folder, agentId);
      const closedPaths = options
        .agentIds()
        .filter((id) => id !== agentId)
        .map((id) => join(folder, id));
      const runFolder = join(agentFolder, runId);
      const file = join(runFolder, "token");
      const header = join(runFolder, "header");
      const { token, revoke } = tokens.mintRun({ runId, agentId, conversationId });
      try {
        // Those of the others too: an agent whose folder a sandbox made a file of could not run any more.
        await Promise.all([agentFolder, ...closedPaths].map(ensureFolder));
        await mkdir(runFolder, { recursive: true, mode: 0o700 });
        await Promise.all([
          writeFile(file, token, { mode: 0o600, flag: "wx" }),
          writeFile(header, `Authorization: Bearer ${token}\n`, { mode: 0o600, flag: "wx" }),
        ]);
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
        readablePaths: [agentFolder],
        closedPaths,
        ...(address.sandboxed === undefined ? {} : { api: address.sandboxed }),
        async release() {
          revoke();
          try {
            await rm(runFolder, { recursive: true, force: true });
          } catch (error) {
            // What is left is worthless; the folder is emptied at the next start.
            log.warn({ err: error, runId }, "the token file of a run could not be removed");
          }
        },
      };
    },
  };
}
