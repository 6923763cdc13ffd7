/** Whether a folder may be deleted as the home of TinyAGI. A wrong `TINYAGI_HOME` must not cost anyone their files. */
import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { join, parse, sep } from "node:path";
import { CliError } from "../error/cli-error.js";

/** Files of which every used home has at least one. */
const SIGNS = ["settings.json", "tinyagi.db", "auth/token"];

/**
 * @returns the real path of the home; undefined when there is none
 * @throws CliError for a folder that is no home of TinyAGI, or holds the user's own home
 */
export function removableHome(home: string, userHome = homedir()): string | undefined {
  if (!existsSync(home)) return undefined;
  const real = realpathSync(home);
  const own = existsSync(userHome) ? realpathSync(userHome) : userHome;
  const holdsUser = own === real || own.startsWith(real.endsWith(sep) ? real : real + sep);
  if (real !== parse(real).root && !holdsUser && SIGNS.some((sign) => existsSync(join(real, sign))))
    return real;
  throw new CliError("PATH_REFUSED", `${home} does not look like a home of TinyAGI; nothing was changed.`, {
    hint: "Check TINYAGI_HOME, or keep the data: tinyagi uninstall --keep-data",
  });
}
