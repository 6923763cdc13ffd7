#!/usr/bin/env node
// `npm install` in a clone: npm has installed the tools of the root; this sets up the packages as well, with pnpm.
// When pnpm itself installs, there is nothing more to do.
import { runAsScript, setup } from "./setup.mjs";

await runAsScript(import.meta.url, async () => {
  if ((process.env.npm_config_user_agent ?? "").startsWith("npm/")) await setup();
  return 0;
});
