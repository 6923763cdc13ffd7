/** Opens the target that the settings name. Secrets are resolved at each use, and nothing is sent here. */
import { homedir } from "node:os";
import { isMetadataUrl } from "@tinyagi/base";
import type { Settings } from "@tinyagi/contracts";
import { expandHome, workspaceRoot } from "@tinyagi/home";
import { type BackupTarget, TargetError } from "./backup-target.js";
import { folderTarget } from "./folder-target.js";
import { s3Target } from "./s3-target.js";

const SCHEME = "s3://";

/** The folder of a target that is one, as an absolute path. */
export function targetFolder({ backup }: Pick<Settings, "backup">, userHome = homedir()): string | undefined {
  const { target } = backup;
  return target === undefined || target.startsWith(SCHEME) ? undefined : expandHome(target, userHome);
}

/**
 * @returns undefined when the settings name no target
 * @throws TargetError when what they say cannot work; the error of `resolveSecret`
 */
export async function openTarget(options: {
  settings: Settings;
  home: string;
  userHome?: string;
  resolveSecret: (value: string) => Promise<string>;
}): Promise<BackupTarget | undefined> {
  const { settings, home, userHome = homedir() } = options;
  const { target, s3 } = settings.backup;
  if (target === undefined) return undefined;
  const folder = targetFolder(settings, userHome);
  if (folder !== undefined) return folderTarget(folder, [home, workspaceRoot(settings, userHome)]);
  const [bucket = "", ...rest] = target.slice(SCHEME.length).split("/");
  const { access_key_id: id, access_key_secret: secret, region = "us-east-1" } = s3 ?? {};
  if (id === undefined || secret === undefined)
    throw new TargetError(
      "The bucket has no key. Set it: `tinyagi config set backup.s3.access_key_id <id>` and `tinyagi config set backup.s3.access_key_secret`.",
    );
  const endpoint = s3?.endpoint ?? `https://s3.${region}.amazonaws.com`;
  if (isMetadataUrl(endpoint))
    throw new TargetError(
      "`backup.s3.endpoint` is an address of a cloud's metadata service. Nothing is sent there.",
    );
  return s3Target({
    endpoint,
    region,
    bucket,
    prefix: rest.filter((step) => step !== "").join("/"),
    accessKeyId: await options.resolveSecret(id),
    accessKeySecret: await options.resolveSecret(secret),
  });
}
