#!/usr/bin/env node
// Writes the pictures of docs/guide/terminal.md: each view in a real terminal (tmux), with a team of agents and sub-agents
// at work in a home of its own, whose model is the mock server of the tests.
// Usage: node scripts/terminal-captures.mjs [--check]   (needs a build and tmux)
// --check writes nothing: it fails where the program shows other words than the guide.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { root } from "./support/root.mjs";
import { CLI, openTaxTeam } from "./support/tax-team.mjs";

const GUIDE = join(root, "docs/guide/terminal.md");
const PATIENCE_MS = 60_000;
const LIVE = /● live/;
const VIEWS = [
  { name: "team", command: "team visualize dev", keys: [], shows: /● live[\s\S]*NEEDS YOU +\d/ },
  { name: "run", command: "team visualize dev", keys: ["Enter"], shows: /▸ running \d/, rows: 18 },
  {
    name: "timeline",
    command: "team visualize dev",
    keys: ["Enter", "t"],
    shows: /━/,
    rows: 16,
    columns: 110,
  },
  {
    name: "inspector",
    command: "team visualize dev",
    keys: ["Enter", "j", "j", "j", "Enter"],
    shows: /OUTPUT/,
  },
  {
    name: "why",
    command: "team visualize dev",
    keys: ["Enter", "j", "w"],
    shows: /Why[\s\S]*asks for/,
    rows: 18,
  },
  { name: "queue", command: "team visualize dev", keys: ["3"], shows: /DEAD LETTERS/, rows: 18 },
  {
    name: "room",
    command: "chatroom dev",
    keys: [],
    shows: /● live[\s\S]*Friday[\s\S]*✓ done[\s\S]*library/,
    rows: 18,
  },
  { name: "log", command: "team visualize dev", keys: ["5"], shows: /● live[\s\S]*sub-agent/, rows: 18 },
  { name: "top", command: "top", keys: [], shows: /● live[\s\S]*idle/ },
  {
    name: "tree",
    command: "run '@coder Change the tax engine'",
    opens: /./,
    keys: [],
    shows: /✓ Migration[\s\S]*└ ▸ .*rates[\s\S]*generation 1[\s\S]*against/,
    rows: 10,
  },
];

const team = await openTaxTeam();
let servers = 0;
/** One server for each view: one that is ending takes no new session. */
const tmux = (...args) =>
  execFileSync("tmux", ["-S", join(team.folder, `socket-${servers}`), "-f", "/dev/null", ...args], {
    encoding: "utf8",
    env: team.env,
  });

try {
  let guide = readFileSync(GUIDE, "utf8");
  const differences = [];
  for (const view of VIEWS) {
    const picture = await capture(view);
    const place = new RegExp(`(<!-- capture: ${view.name} -->\n\n\`\`\`text\n)([\\s\\S]*?)\n\`\`\``);
    const [, , written] = place.exec(guide) ?? [];
    if (written === undefined) throw new Error(`docs/guide/terminal.md has no place for ${view.name}`);
    differences.push(...differ(view.name, wordsOf(written), wordsOf(picture)));
    guide = guide.replace(place, (_, mark) => `${mark}${picture}\n\`\`\``);
  }
  if (!argv.includes("--check")) writeFileSync(GUIDE, guide);
  else if (differences.length > 0)
    throw new Error(
      `The guide differs from what the program shows. Write it again: node scripts/terminal-captures.mjs\n${differences.join("\n")}`,
    );
} finally {
  await team.close();
}

/** The words of a picture, without ids and what is cut off: times, money and the order of what came at once differ. */
function wordsOf(text) {
  const whole = text.replaceAll(/\b(?:run|conv|api|ask)_[a-z0-9]+/g, "").replaceAll(/\S+…/g, "");
  return new Set(whole.match(/\p{L}{2,}/gu));
}

function differ(name, written, shown) {
  const gone = [...written].filter((word) => !shown.has(word));
  const added = [...shown].filter((word) => !written.has(word));
  if (gone.length + added.length === 0) return [];
  return [`${name}: no longer shown: ${gone.join(" ")}; shown now: ${added.join(" ")}`];
}

async function capture({ command, opens = LIVE, keys, shows, rows = 24, columns = 80 }) {
  servers += 1;
  tmux(
    "new-session",
    "-d",
    "-x",
    String(columns),
    "-y",
    String(rows),
    `${process.execPath} ${CLI} ${command}`,
  );
  try {
    await until(opens);
    for (const key of keys) {
      tmux("send-keys", key);
      // A person reads the screen between two keys.
      await pause(800);
    }
    return await until(shows);
  } finally {
    tmux("kill-server");
  }
}

async function until(shows) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
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
