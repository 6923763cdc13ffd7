/** Checks the home directory: it exists, is private and writable, and its disk has space. Changes nothing. */

import { constants } from "node:fs";
import { access, realpath, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { size } from "@tinyagi/views";
import type { Paths } from "../context/paths.js";
import type { Finding } from "./finding.js";

const MIB = 1_024 * 1_024;
const LITTLE_SPACE = 1_024 * MIB;
const NO_SPACE = 100 * MIB;
const OTHERS = 0o077;

export async function checkHome(paths: Paths): Promise<Finding[]> {
  const home = await getMode(paths.home);
  if (home === undefined) {
    return [
      {
        id: "home.missing",
        level: "info",
        message: `${paths.home} does not exist yet; the first start creates it`,
      },
    ];
  }
  // A home may be a link of its user; a repair follows no link.
  const findings = [privacy("home.mode", await realpath(paths.home), { mode: home, wanted: "700" })];
  const token = await getMode(paths.tokenFile);
  if (token !== undefined)
    findings.push(privacy("token.mode", paths.tokenFile, { mode: token, wanted: "600" }));
  return [...findings, await writable(paths.home), await space(paths.home)];
}

function privacy(id: string, path: string, is: { mode: number; wanted: string }): Finding {
  const mode = (is.mode & 0o777).toString(8);
  if ((is.mode & OTHERS) === 0)
    return { id, level: "ok", message: `${path} is readable only by you (${mode})` };
  return {
    id,
    level: "error",
    message: `${path} can be read or changed by other users (${mode})`,
    hint: `chmod ${is.wanted} ${path}`,
    repair: { kind: "mode", path, remove: OTHERS, add: 0 },
  };
}

async function writable(home: string): Promise<Finding> {
  try {
    await access(home, constants.R_OK | constants.W_OK | constants.X_OK);
    return { id: "home.writable", level: "ok", message: `${home} is writable` };
  } catch {
    // Every reason (read-only file system, another owner) has the same solution.
    return {
      id: "home.writable",
      level: "error",
      message: `${home} is not writable`,
      hint: "Give your user write permission to this folder.",
    };
  }
}

async function space(home: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  const message = `${size(free)} free on the disk of ${home}`;
  if (free < NO_SPACE) return { id: "disk.space", level: "error", message, hint: "Free disk space." };
  if (free < LITTLE_SPACE) return { id: "disk.space", level: "warning", message, hint: "Free disk space." };
  return { id: "disk.space", level: "ok", message };
}

async function getMode(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode;
  } catch {
    // Absent, or in a directory we may not enter: then the directory itself is the finding.
    await access(dirname(path)).catch(() => undefined);
    return undefined;
  }
}
