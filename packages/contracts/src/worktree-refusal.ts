/** The reason for which a sub-agent that writes got a plain folder. */
import { z } from "zod";
import { WORKTREE_REFUSALS, type WorktreeRefusal } from "./worktree-refusals.js";

export const worktreeRefusalSchema = z.enum(
  Object.keys(WORKTREE_REFUSALS) as [WorktreeRefusal, ...WorktreeRefusal[]],
);
