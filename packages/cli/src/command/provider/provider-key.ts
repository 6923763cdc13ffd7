/** Keys as they reach a command: from stdin or as the name of a variable. Keys on the command line are visible in `ps`. */

import type { CliContext } from "../../context/context.js";
import { usageError } from "../../error/cli-error.js";
import { askSecret } from "../../prompt/ask.js";

const KEY_MAX_CHARS = 10_000;

export interface KeyOptions {
  apiKeyStdin?: boolean;
  apiKeyEnv?: string;
  /** As 0.0.20 took it. */
  apiKey?: string;
  oauthTokenStdin?: boolean;
  /** As 0.0.20 took it. */
  oauthToken?: string;
}

/** The key that was given, or undefined. @throws CliError usage for more than one, or an empty one */
export async function readKeyOption(context: CliContext, options: KeyOptions): Promise<string | undefined> {
  const { apiKeyStdin, apiKeyEnv, apiKey } = options;
  if ([apiKeyStdin, apiKeyEnv, apiKey].filter((value) => value !== undefined).length > 1)
    throw usageError("The key is given twice.", "Use only --api-key-stdin");
  if (apiKeyEnv !== undefined) return `env:${apiKeyEnv}`;
  if (apiKey !== undefined) {
    warnOfArgument(context, "--api-key");
    return apiKey;
  }
  if (apiKeyStdin !== true) return undefined;
  if (context.stdin.isTTY === true)
    return askSecret(context, { message: "API key", flag: "--api-key-stdin with the key on stdin" });
  return readSecret(context);
}

/** A shared secret that was given, or undefined. @throws CliError usage for more than one, or an empty one */
export async function readSecretOption(
  context: CliContext,
  { secretStdin, secretEnv }: { secretStdin?: boolean; secretEnv?: string },
): Promise<string | undefined> {
  if (secretStdin === true && secretEnv !== undefined)
    throw usageError("The secret is given twice.", "Use only --secret-stdin");
  if (secretEnv !== undefined) return `env:${secretEnv}`;
  if (secretStdin !== true) return undefined;
  if (context.stdin.isTTY === true)
    return askSecret(context, { message: "Secret", flag: "--secret-stdin with the secret on stdin" });
  return readSecret(context);
}

/** The token of a subscription that was given, or undefined. @throws CliError usage for two, or an empty one */
export async function readTokenOption(
  context: CliContext,
  { oauthToken, oauthTokenStdin, apiKeyStdin }: KeyOptions,
): Promise<string | undefined> {
  if (oauthToken !== undefined && oauthTokenStdin === true)
    throw usageError("The token is given twice.", "Use only --oauth-token-stdin");
  if (oauthToken !== undefined) {
    warnOfArgument(context, "--oauth-token");
    return oauthToken;
  }
  if (oauthTokenStdin !== true) return undefined;
  if (apiKeyStdin === true)
    throw usageError(
      "stdin holds one secret.",
      "Use --api-key-stdin and --oauth-token-stdin one after the other",
    );
  if (context.stdin.isTTY === true)
    return askSecret(context, { message: "Token", flag: "--oauth-token-stdin with the token on stdin" });
  return readSecret(context);
}

/** Each of these has a twin that reads stdin and stores the same thing. */
function warnOfArgument(context: CliContext, flag: "--api-key" | "--oauth-token"): void {
  context.output.talk(`warning: every process on this machine can read ${flag}; use ${flag}-stdin instead`);
}

async function readSecret({ stdin }: CliContext): Promise<string> {
  let text = "";
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.length > KEY_MAX_CHARS) throw usageError("The text on stdin is too long for a key or secret.");
  }
  const key = text.trim();
  if (key === "" || /\s/.test(key)) throw usageError("stdin must contain only the key or secret.");
  return key;
}
