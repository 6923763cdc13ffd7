/**
 * Opens a link in the person's browser. The link contains a ticket, and every user of the machine can read the
 * arguments of a program. So the browser gets the path of a private file that leads to the link.
 */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../context/environment.js";
import { makePrivateDirectory } from "../context/private-directory.js";

const PRIVATE_FILE = 0o600;

/** The program that opens files on this system; undefined where there is no screen. */
export function browserOpener(env: Environment, platform: NodeJS.Platform): string | undefined {
  if (platform === "darwin") return "open";
  if (platform === "win32") return "explorer";
  const hasScreen = (env.DISPLAY ?? "") !== "" || (env.WAYLAND_DISPLAY ?? "") !== "";
  return hasScreen ? "xdg-open" : undefined;
}

/** @returns whether a browser was asked to open the link; it may still fail to do so */
export async function openBrowser(url: string, at: { opener: string; home: string }): Promise<boolean> {
  const folder = join(at.home, "run");
  makePrivateDirectory(folder);
  const file = join(folder, "open-office.html");
  writeFileSync(file, pageTo(url), { mode: PRIVATE_FILE });
  const child = spawn(at.opener, [file], { stdio: "ignore", detached: true });
  return await new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}

/** The link is one of our own: an address of this machine and a ticket of letters and digits. */
function pageTo(url: string): string {
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${url}"><title>TinyOffice</title>\n`;
}
