/**
 * Refuses a login whose folder is in a workspace: its agents could write settings and hooks there, which the program would
 * run with the rights of the login. Only what a change brings is refused.
 */
import { resolve } from "node:path";
import { isWithin } from "@tinyagi/base";
import { AppError, type Login, MODEL_PROVIDER_IDS, type Settings } from "@tinyagi/contracts";
import { expandHome, resolveRealPath } from "../workspace/path-policy.js";
import { workspaceRoot } from "../workspace/workspaces.js";

/** @throws AppError `PATH_REFUSED` that names the key */
export async function checkLoginPlaces(before: Settings, after: Settings, userHome: string): Promise<void> {
  const stood = new Set((await shared(before, userHome)).map((one) => JSON.stringify(one)));
  const [found] = (await shared(after, userHome)).filter((one) => !stood.has(JSON.stringify(one)));
  if (found === undefined) return;
  throw new AppError(
    "PATH_REFUSED",
    `${found.key} is refused: the folder is in a workspace, where agents could change what the program runs. Log in to a folder elsewhere, such as ~/.claude-work, and name that.`,
  );
}

/** Folders of logins in workspaces, by real path. */
async function shared(settings: Settings, userHome: string): Promise<{ key: string; workspace: string }[]> {
  const folders = listFolders(settings);
  if (folders.length === 0) return [];
  const root = workspaceRoot(settings, userHome);
  const directories = Object.values(settings.agents).flatMap(({ working_directory: own }) => own ?? []);
  const places = [root, ...directories.map((own) => resolve(root, expandHome(own, userHome)))];
  const workspaces = await Promise.all([...new Set(places)].map(resolveRealPath));
  const found = folders.map(async ({ key, folder }) => {
    const real = await resolveRealPath(expandHome(folder, userHome));
    return workspaces
      .filter((workspace) => isWithin(real, workspace))
      .map((workspace) => ({ key, folder, workspace }));
  });
  return (await Promise.all(found)).flat();
}

function listFolders({ models }: Settings): { key: string; folder: string }[] {
  return MODEL_PROVIDER_IDS.flatMap((id) => {
    const logins: Readonly<Record<string, Login>> = models[id]?.logins ?? {};
    return Object.entries(logins).flatMap(([name, { config_dir: folder }]) =>
      folder === undefined ? [] : [{ key: `models.${id}.logins.${name}.config_dir`, folder }],
    );
  });
}
