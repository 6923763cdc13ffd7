#!/usr/bin/env node
// `npm start`: sets up, starts the daemon in the background, and shows a team answering a message.
// Guarantees: it asks nothing; unless you pass a text, it writes only to the demo team, which costs nothing and needs
// no key; a failure is one clear line with a distinct exit code (70 compiler, 71 port, 74 home, 78 settings).
import { spawn } from "node:child_process";
import { delimiter, join, sep } from "node:path";
import { runAsScript, setup } from "./setup.mjs";
import { root } from "./support/root.mjs";

const CLI = join(root, "packages", "cli", "bin", "tinyagi.mjs");
const DEMO_TEAM = "demo";
const SAMPLE = `@${DEMO_TEAM} Plan a small launch page for a bakery: who does what?`;

/** npm puts the workspace's tools before the user's agent CLIs in PATH; the daemon must find the user's. */
function userPath() {
  const own = `${sep}node_modules${sep}.bin`;
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders
    .filter((folder) => !folder.endsWith(own) && !folder.includes("node-gyp-bin"))
    .join(delimiter);
}

/** Runs the command. With `capture`, its stdout is returned instead of shown. */
function tinyagi(words, capture = false) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...words], {
      env: { ...process.env, PATH: userPath() },
      stdio: ["ignore", capture ? "pipe" : "inherit", "inherit"],
    });
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 130, output }));
  });
}

async function json(...words) {
  const { code, output } = await tinyagi(["--json", ...words], true);
  return code === 0 ? JSON.parse(output) : {};
}

/** True only when every agent of the demo team is a demo agent: the sample must never cost anything. */
async function hasDemoTeam() {
  const [teams, agents] = await Promise.all([json("team", "list"), json("agent", "list")]);
  const members = teams[DEMO_TEAM]?.agents ?? [];
  return members.length > 0 && members.every((id) => agents[id]?.provider === "demo");
}

function say(line = "") {
  process.stderr.write(`${line}\n`);
}

async function main() {
  await setup();
  const started = await tinyagi(["start", "--no-open"]);
  if (started.code !== 0) return started.code;
  const own = process.argv.slice(2).join(" ");
  let code = 0;
  if (own !== "") {
    code = (await tinyagi(["run", "--", own])).code;
  } else if (await hasDemoTeam()) {
    say(`\nA sample for the demo team, which runs offline and costs nothing:\n  ${SAMPLE}\n`);
    code = (await tinyagi(["run", "--", SAMPLE])).code;
  } else {
    say("\nThis home has no demo team, so no sample was sent.");
  }
  const { server } = await json("status");
  say();
  say(`TinyAGI runs in the background at http://127.0.0.1:${server?.port ?? 3777}`);
  say("Try next:");
  const command = "npx tinyagi";
  say(`  ${command} office`);
  say(`  ${command} run '@demo your own question'`);
  say(`  ${command} agent list`);
  say(`  ${command} agent add coder --provider anthropic --role 'writes code'`);
  say(`  ${command} doctor`);
  say(`  ${command} stop`);
  return code;
}

await runAsScript(import.meta.url, main);
