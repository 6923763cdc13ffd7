import { AppError, placeOffline, type WorkspacePort } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { prepareWorkspace } from "./prepare-workspace.js";

const failing = (error: Error) => () => partial<WorkspacePort>({ prepare: () => Promise.reject(error) });

test("settings of an agent whose machine is away are saved, and what else is wrong is said", async () => {
  await expect(prepareWorkspace({ workspaceOf: failing(placeOffline()) }, "coder")).resolves.toBeUndefined();
  const refused = new AppError("PATH_REFUSED", "It is a directory of the system.");
  await expect(prepareWorkspace({ workspaceOf: failing(refused) }, "coder")).rejects.toBe(refused);
});
