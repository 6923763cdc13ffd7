/** `login` and `logout`: keep the address and the token of a daemon elsewhere, so that every command asks it. */
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { getOrigin, removeLogin, tokenIn, writeLogin } from "../../context/remote.js";
import { readStdin } from "../../control/stdin-text.js";
import { usageError } from "../../error/cli-error.js";
import { askSecret, canAsk } from "../../prompt/ask.js";

const EXAMPLES = `
The token of a daemon is in the file auth/token of its home. It is kept here in a file that only you can read.

Examples:
  tinyagi login https://box.example --token-file token.txt
  ssh box cat .tinyagi/auth/token | tinyagi login https://box.example
  ssh -fNL 4000:127.0.0.1:3777 box && tinyagi login 127.0.0.1:4000 --token-file token.txt
  tinyagi logout
`;

export function registerLogin(program: Command, context: CliContext): void {
  program
    .command("login")
    .argument("<url>", "address of the daemon, such as https://box.example")
    .option("--allow-http", "allow plain HTTP to another machine, in a network you trust")
    .addHelpText("after", EXAMPLES)
    .action((url: string) => login(context, url));
  program
    .command("logout")
    .addHelpText("after", EXAMPLES)
    .action(() => logout(context));
}

async function login(context: CliContext, host: string): Promise<void> {
  const { choice } = context;
  const url = getOrigin(host, choice.allowHttp);
  const token = choice.tokenFile === undefined ? await typedToken(context) : await tokenIn(choice.tokenFile);
  const client = await context.connectTo({ url, token });
  const { version } = await client.call("status", { signal: context.signal });
  await writeLogin(context.paths, { url, token });
  context.output.data({ ok: true, url, version }, () => [`Logged in: ${url} (TinyAGI ${version})`]);
  context.output.talk("Every command asks this daemon now. Forget it with: tinyagi logout");
}

async function typedToken(context: CliContext): Promise<string> {
  if (canAsk(context))
    return askSecret(context, { message: "Token of that daemon", flag: "--token-file <file>" });
  const token = (await readStdin(context)).trim();
  if (token === "" || /\s/.test(token))
    throw usageError("stdin must contain only the token.", "Or use --token-file <file>");
  return token;
}

async function logout(context: CliContext): Promise<void> {
  const url = await removeLogin(context.paths);
  context.output.data({ ok: true, url: url ?? null }, () => [
    url === undefined ? "You were not logged in to a daemon elsewhere." : `Logged out of ${url}.`,
  ]);
  if (url !== undefined) context.output.talk("Commands ask the daemon of this machine again.");
}
