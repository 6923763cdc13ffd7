/** Checks that the folder of each login contains a login: without one, each run with it fails first. Reads no login. */
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { harnessRow, type Login, MODEL_PROVIDER_IDS, PROVIDERS, type Settings } from "@tinyagi/contracts";
import type { Finding } from "./finding.js";

export async function checkLogins(
  settings: Settings | undefined,
  { home = homedir(), platform = process.platform }: { home?: string; platform?: NodeJS.Platform } = {},
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const provider of MODEL_PROVIDER_IDS) {
    const cli = harnessRow(PROVIDERS[provider].harness)?.cli;
    const logins: Readonly<Record<string, Login>> = settings?.models[provider]?.logins ?? {};
    // Where a login may be in the keychain, the folder says nothing.
    if (cli === undefined || cli.keychainOn === platform) continue;
    for (const [name, { config_dir: given }] of Object.entries(logins)) {
      if (given === undefined) continue;
      const folder = given.startsWith("~/") ? join(home, given.slice(2)) : given;
      const isThere = await access(join(folder, cli.loginFile.file)).then(
        () => true,
        () => false,
      );
      if (isThere) continue;
      findings.push({
        id: "providers.login",
        level: "warning",
        message: `the login ${name} of ${provider} is not logged in: there is no ${cli.loginFile.file} in its folder`,
        hint: `Log in: ${cli.loginFile.variable}=${folder} ${cli.login}; or do not use it: tinyagi provider login remove ${provider} ${name}`,
      });
    }
  }
  return findings;
}
