#!/usr/bin/env node
// Writes the pictures of docs/guide/terminal.md: each view in a real terminal (tmux), with demo agents in a home of its own.
// Usage: node scripts/terminal-captures.mjs   (needs a build and tmux)
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { root } from "./support/root.mjs";

const GUIDE = join(root, "docs/guide/terminal.md");
const CLI = join(root, "packages/cli/bin/tinyagi.mjs");
const VIEWS = [
  { name: "team", command: "team visualize dev", keys: [], shows: /● live[\s\S]*tester +✗ failed/ },
  { name: "run", command: "team visualize dev", keys: ["Enter"], shows: /▸ running \d/ },
  { name: "queue", command: "team visualize dev", keys: ["3"], shows: /DEAD LETTERS/ },
  { name: "room", command: "chatroom dev", keys: [], shows: /● live[\s\S]*release/ },
  { name: "log", command: "team visualize dev", keys: ["5", "l"], shows: /● live[\s\S]*failed/ },
  { name: "top", command: "top", keys: [], shows: /● live[\s\S]*idle/ },
];
const MESSAGES = [
  "@coder Change the tax engine\n#demo spend 41000 1.92\n#demo slow 600000",
  "@lead New tax rules before 1 January\n#demo spend 12000 0.52\n#demo slow 600000",
  "@tester Prove every total under the new rates\n#demo fail auth",
  "@coder Keep the old rates readable",
];
const demo = (name) => ({ name, provider: "demo", model: "" });
const SETTINGS = {
  agents: { lead: demo("Lead"), coder: demo("Coder"), tester: demo("Tester"), reviewer: demo("Reviewer") },
  teams: { dev: { name: "dev", agents: ["lead", "coder", "tester", "reviewer"], leader_agent: "lead" } },
};

const home = mkdtempSync(join(tmpdir(), "tinyagi-captures-"));
const env = { ...process.env, TINYAGI_HOME: join(home, "home"), TINYAGI_API_PORT: "0", LC_ALL: "C.UTF-8" };
let servers = 0;
/** One server for each view: one that is ending takes no new session. */
const tmux = (...args) =>
  execFileSync("tmux", ["-S", join(home, `socket-${servers}`), "-f", "/dev/null", ...args], {
    encoding: "utf8",
    env,
  });
const tinyagi = (...args) => execFileSync(process.execPath, [CLI, ...args], { encoding: "utf8", env });

try {
  execFileSync("mkdir", ["-p", env.TINYAGI_HOME]);
  writeFileSync(join(env.TINYAGI_HOME, "settings.json"), JSON.stringify(SETTINGS));
  tinyagi("start");
  tinyagi("chatroom", "dev", "--post", "the release is on Friday");
  while (JSON.parse(tinyagi("queue", "status", "--json")).incoming > 0) await pause(200);
  for (const message of MESSAGES) tinyagi("send", "--", message);
  let guide = readFileSync(GUIDE, "utf8");
  for (const view of VIEWS) {
    const picture = `\`\`\`text\n${await capture(view)}\n\`\`\``;
    const place = new RegExp(`(<!-- capture: ${view.name} -->\n\n)\`\`\`text\n[\\s\\S]*?\`\`\``);
    if (!place.test(guide)) throw new Error(`docs/guide/terminal.md has no place for ${view.name}`);
    guide = guide.replace(place, (_, mark) => mark + picture);
  }
  writeFileSync(GUIDE, guide);
} finally {
  tinyagi("stop", "--force");
  rmSync(home, { recursive: true, force: true });
}

async function capture({ command, keys, shows }) {
  servers += 1;
  tmux("new-session", "-d", "-x", "80", "-y", "20", `${process.execPath} ${CLI} ${command}`);
  try {
    await until(/● live/);
    for (const key of keys) {
      tmux("send-keys", key);
      await pause(500);
    }
    return await until(shows);
  } finally {
    tmux("kill-server");
  }
}

async function until(shows) {
  for (let tries = 0; tries < 100; tries++) {
    const screen = tmux("capture-pane", "-p");
    if (shows.test(screen))
      return screen
        .trimEnd()
        .split("\n")
        .map((line) => line.trimEnd())
        .join("\n");
    await pause(200);
  }
  throw new Error(`the screen never showed ${shows}:\n${tmux("capture-pane", "-p")}`);
}
