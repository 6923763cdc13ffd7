/** The token of a git remote: from the settings, or from the login of GitHub's own program. It stays in the daemon. */
import { execFile } from "node:child_process";
import { findProgram } from "@tinyagi/base";
import type { RemoteConfig } from "@tinyagi/contracts";

const GH = "gh";
const GH_MS = 10_000;
const TOKEN_MAX = 4_096;

export function createRemoteToken(options: {
  variables: Readonly<Record<string, string | undefined>>;
  /** Also keeps what it reads out of logs. */
  resolveSecret: (value: string) => Promise<string>;
  /** Keeps a token out of logs. */
  addSecret: (value: string) => void;
}): (remote: Pick<RemoteConfig, "token" | "url">) => Promise<string | undefined> {
  const { variables, resolveSecret, addSecret } = options;
  return async ({ token, url }) => {
    if (token === undefined) return undefined;
    const value = token === GH ? await askGh(variables, new URL(url).hostname) : await resolveSecret(token);
    const clean = value.trim();
    if (!/^[\x21-\x7e]+$/.test(clean) || clean.length > TOKEN_MAX)
      throw new Error("the token is empty or odd");
    addSecret(clean);
    return clean;
  };
}

async function askGh(variables: Readonly<Record<string, string | undefined>>, host: string): Promise<string> {
  const path = variables.PATH ?? "";
  const program = await findProgram(GH, path);
  if (program === undefined) throw new Error("gh is not installed");
  const names = ["PATH", "HOME", "XDG_CONFIG_HOME", "GH_CONFIG_DIR"];
  const env = Object.fromEntries(names.map((name) => [name, variables[name]]));
  return new Promise((resolve, reject) => {
    const args = ["auth", "token", "--hostname", host];
    execFile(program, args, { env, cwd: "/", timeout: GH_MS, maxBuffer: 65_536 }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(new Error("gh has no login for this host", { cause: error }));
    });
  });
}
