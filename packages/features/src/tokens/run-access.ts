/**
 * Gives a run the right to call the API for itself: a token in a file that only its agent may read, worthless when the run
 * ends. The token is never in an argument list, and in no environment variable that commands of an agent see.
 */
import type { HarnessApi, HarnessMcp } from "@tinyagi/contracts";
import { createAgentFolders } from "./agent-folders.js";
import { createTokenFiles } from "./token-files.js";
import type { TokenRegistry } from "./token-registry.js";

/** Where agents find the API. */
const API_URL_VARIABLE = "TINYAGI_API_URL";
/** Path of the file with the run's token. */
export const TOKEN_FILE_VARIABLE = "TINYAGI_TOKEN_FILE";
/** Path of a file with the same token as a header line, for `curl -H @file`, so that no argument contains it. */
const HEADER_FILE_VARIABLE = "TINYAGI_AUTH_FILE";
/** The conversation the run works in, the one it may read. */
const CONVERSATION_VARIABLE = "TINYAGI_CONVERSATION_ID";

/** In a program that stays open, the conversation is that of its current run. */
const CURRENT_CONVERSATION = "conv_current";

/** What a run is given. */
export interface RunGrant {
  readonly env: Readonly<Record<string, string>>;
  /** Folders inside denied ones that this agent may read. */
  readonly readablePaths: readonly string[];
  /** The same folders of all other agents, for sandboxes that cannot open a folder inside a closed one. */
  readonly closedPaths: readonly string[];
  /** What its sandboxed commands may reach; absent where nothing can be opened for the API alone. */
  readonly api?: HarnessApi;
  /** The MCP server with the run's tools. */
  readonly mcp?: HarnessMcp;
  /** Makes the token worthless. Never throws. */
  release(): void;
}

/** What a program is given that stays open between runs. It opens nothing until a run is admitted. */
export interface KeptGrant extends RunGrant {
  /**
   * Lets a run use it. Undefined when the run is unknown.
   *
   * @returns a function that ends this
   */
  admit(runId: string): (() => void) | undefined;
}

export interface KeptAccess {
  /** For a program that stays open. Undefined when the daemon does not serve yet. */
  keep(agentId: string): Promise<KeptGrant | undefined>;
  /** What a program was told of the API, as text: it differs when a new program would be told something else. */
  basis(): string;
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
  tokens: Pick<TokenRegistry, "mintRun" | "mintKept">;
  /** Denied to all agents as a whole; each may read the folder of its own name in it. */
  folder: string;
  /** Where the API is, once it is bound. */
  address: () => ApiAddress | undefined;
  conversationOf: (runId: string) => string | undefined;
  /** All configured agents; the same array as long as they have not changed. */
  agentIds: () => readonly string[];
}

/** Agents' ids are safe as names of folders. */
export function createRunAccess(options: RunAccessOptions): RunAccess & KeptAccess {
  const { tokens, folder } = options;
  const folders = createAgentFolders(folder);
  const files = createTokenFiles(folders);

  /** The files with a token, and what a program is told of them. */
  async function give(
    agentId: string,
    { token, revoke }: { token: string; revoke(): void },
    { address, conversationId }: { address: ApiAddress; conversationId: string },
  ): Promise<RunGrant> {
    const own = folders.toPath(agentId);
    try {
      const all = await folders.ensureAll(options.agentIds());
      const pair = await files.write(agentId, token);
      let isReleased = false;
      return {
        env: {
          [API_URL_VARIABLE]: address.url,
          [TOKEN_FILE_VARIABLE]: pair.file,
          [HEADER_FILE_VARIABLE]: pair.header,
          [CONVERSATION_VARIABLE]: conversationId,
        },
        readablePaths: [own],
        closedPaths: all.filter((path) => path !== own),
        mcp: { url: `${address.url}/mcp`, token, tokenFile: pair.file },
        ...(address.sandboxed === undefined ? {} : { api: address.sandboxed }),
        release() {
          if (isReleased) return;
          isReleased = true;
          revoke();
          pair.free();
        },
      };
    } catch (error) {
      revoke();
      throw error;
    }
  }

  return {
    async grant({ runId, agentId }) {
      const address = options.address();
      const conversationId = options.conversationOf(runId);
      if (address === undefined || conversationId === undefined) return undefined;
      const minted = tokens.mintRun({ runId, agentId, conversationId });
      return give(agentId, minted, { address, conversationId });
    },
    async keep(agentId) {
      const address = options.address();
      if (address === undefined) return undefined;
      const kept = tokens.mintKept();
      const grant = await give(agentId, kept, { address, conversationId: CURRENT_CONVERSATION });
      return {
        ...grant,
        admit(runId) {
          const conversationId = options.conversationOf(runId);
          return conversationId === undefined ? undefined : kept.admit({ runId, agentId, conversationId });
        },
      };
    },
    basis: () => JSON.stringify(options.address() ?? null),
  };
}
