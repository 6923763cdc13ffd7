/** The operations of a move on the workspaces of this machine. */
import { basename } from "node:path";
import { AppError, type WorkspacePort } from "@tinyagi/contracts";
import type { Workspaces } from "@tinyagi/home";
import { digestPage } from "../tree/tree-digest.js";
import { createTreePacks } from "../tree/tree-pack.js";
import {
  arrivedPlace,
  arrivingPlace,
  commitTree,
  dropOldKept,
  dropTree,
  restoreTree,
  retireTree,
  type TreePlace,
} from "../tree/tree-places.js";
import { unpackEntries } from "../tree/tree-unpack.js";

type TreePort = Pick<
  WorkspacePort,
  "packTree" | "unpackTree" | "digestTree" | "commitTree" | "dropTree" | "retireTree" | "restoreTree"
>;

export function createWorkspaceTrees(workspaces: Workspaces): (agentId: string) => TreePort {
  const pack = createTreePacks();
  return (agentId) => {
    /** @throws AppError `CONFLICT` for a workspace that cannot be put into place by a rename */
    async function at(move: string): Promise<TreePlace> {
      const workspace = await workspaces.toPath(agentId);
      if (basename(workspace) === agentId) return { workspace, agentId, move };
      throw new AppError(
        "CONFLICT",
        "The agent works in a folder of its own. Copy that folder yourself, then use: tinyagi agent place",
      );
    }
    return {
      packTree: async ({ after }) => pack((await at("")).workspace, after),
      async unpackTree({ move, entries }) {
        await unpackEntries(await arrivingPlace(await at(move)), entries);
        return {};
      },
      digestTree: async ({ move, after }) =>
        digestPage(move === null ? (await at("")).workspace : await arrivedPlace(await at(move)), after),
      commitTree: async ({ move }) => ({ aside: await commitTree(await at(move)) }),
      async dropTree({ move }) {
        await dropTree(await at(move));
        return {};
      },
      async retireTree({ move }) {
        const kept = await retireTree(await at(move));
        // What cannot be removed is tried again later. The answer says where this folder is, and must arrive.
        await dropOldKept(workspaces.root(), Date.now()).catch(() => 0);
        return { kept };
      },
      restoreTree: async ({ move }) => ({ restored: await restoreTree(await at(move)) }),
    };
  };
}
