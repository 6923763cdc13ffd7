#!/usr/bin/env node
// A program that behaves as `docker` or `podman`, without images and without a daemon: what it runs, it really runs, in
// bubblewrap, with the mounts, the network and the environment that its arguments ask for. What is not mounted is not there.
// Guarantees: the published form of the command line (an option that the real program does not know ends it with 125); a
// container outlives the program that started it; each call is in the journal before it does anything else.
//
// Which runtime it plays, and what its "image" holds: `fake-runtime.json` in FAKE_RUNTIME_DIR. See `src/fake-runtime.ts`.
import { spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { isAbsolute, join } from "node:path";
import { readRunOptions } from "./fake/run-options.mjs";

const dir = process.env.FAKE_RUNTIME_DIR;
const config = JSON.parse(readFileSync(join(dir, "fake-runtime.json"), "utf8"));
const containers = join(dir, "containers");
const args = process.argv.slice(2);
const SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc"];

function fail(code, text) {
  process.stderr.write(`${config.kind}: ${text}\n`);
  process.exit(code);
}

const say = (text) => process.stdout.write(`${text}\n`);

/** Go's templates, as far as a path of names goes. */
function formatted(template, facts) {
  return template.replace(/\{\{\.([A-Za-z.]+)\}\}/g, (_, path) => {
    const value = path.split(".").reduce((at, name) => at?.[name], facts);
    return Array.isArray(value) ? `[${value.join(" ")}]` : String(value);
  });
}

const INFO = {
  docker: {
    ServerVersion: "28.2.2",
    SecurityOptions: ["name=seccomp,profile=builtin", ...(config.rootless ? ["name=rootless"] : [])],
  },
  podman: {
    Version: { Version: "5.4.2" },
    Host: { Security: { Rootless: config.rootless }, CgroupControllers: config.controllers },
  },
};

function findOption(list, ...names) {
  const at = list.findIndex((word) => names.includes(word));
  return at === -1 ? undefined : list[at + 1];
}

const file = (name) => join(containers, `${name}.json`);
const read = (name) => JSON.parse(readFileSync(file(name), "utf8"));

function signal(name, which) {
  try {
    process.kill(read(name).pid, which);
  } catch {
    // It has ended.
  }
}

function list(words) {
  const label = findOption(words, "--filter", "-f")?.replace(/^label=/, "");
  const names = existsSync(containers)
    ? readdirSync(containers).map((name) => name.replace(/\.json$/, ""))
    : [];
  for (const name of names) if (label === undefined || read(name).labels.includes(label)) say(name);
}

function remove(words) {
  const names = words.filter((word) => !word.startsWith("-"));
  let missing = false;
  for (const name of names) {
    if (!existsSync(file(name))) {
      process.stderr.write(`Error: No such container: ${name}\n`);
      missing = true;
      continue;
    }
    signal(name, "SIGKILL");
    rmSync(file(name), { force: true });
    say(name);
  }
  if (missing) process.exitCode = 1;
}

function image(words) {
  const name = words.at(-1);
  if (words[0] !== "inspect") fail(125, `unknown command "image ${words[0]}"`);
  if (!config.images.includes(name)) fail(1, `No such image: ${name}`);
  say("sha256:fa4e");
}

function build(words) {
  const context = words.at(-1);
  if (!existsSync(join(context, "Dockerfile"))) fail(1, `unable to read ${join(context, "Dockerfile")}`);
  config.images.push(findOption(words, "--tag", "-t"));
  writeFileSync(join(dir, "fake-runtime.json"), JSON.stringify(config));
  say("Successfully built fa4e");
}

/** The file system of the container: the system of this machine as the image, then tmpfs and mounts, outer ones first. */
function boxOf({ tmpfs, mounts, network, workdir }) {
  const places = [
    ...tmpfs.map((path) => ({ path, words: ["--tmpfs", path] })),
    ...mounts.map(({ source, target, readonly }) => ({
      path: target,
      words: [readonly ? "--ro-bind" : "--bind", source, target],
    })),
  ].toSorted((a, b) => a.path.split("/").length - b.path.split("/").length);
  return [
    ...["--unshare-pid", "--unshare-ipc", ...(network === "none" ? ["--unshare-net"] : []), "--as-pid-1"],
    ...[...SYSTEM, ...config.imageFolders].flatMap((path) => ["--ro-bind-try", path, path]),
    ...["--dev", "/dev", "--proc", "/proc"],
    ...places.flatMap(({ words }) => words),
    ...config.writableFolders.flatMap((path) => ["--bind-try", path, path]),
    ...["--chdir", workdir, "--info-fd", "3"],
  ];
}

function run(words) {
  const options = readRunOptions(words, { kind: config.kind, fail: (text) => fail(125, text) });
  const { name, labels, entrypoint, mounts, env } = options;
  if (!config.images.includes(options.image)) fail(125, `Error: ${options.image}: image not known`);
  for (const { source, target } of mounts) {
    if (!existsSync(source)) fail(125, `bind source path does not exist: ${source}`);
    if (!isAbsolute(target)) fail(125, `invalid mount target: ${target}`);
  }
  if (new Set(mounts.map(({ target }) => target)).size < mounts.length) fail(125, "duplicate mount point");
  mkdirSync(containers, { recursive: true });
  const inside = { PATH: config.path, HOSTNAME: name };
  for (const [key, value] of env) {
    const found = value ?? process.env[key];
    if (found !== undefined) inside[key] = found;
  }
  const child = spawn("bwrap", [...boxOf(options), "--", entrypoint, ...options.words], {
    env: inside,
    detached: true,
    stdio: ["inherit", "inherit", "inherit", "pipe"],
  });
  let told = "";
  child.stdio[3].on("data", (bytes) => {
    told += bytes;
    if (!told.includes("}")) return;
    const pid = JSON.parse(told)["child-pid"];
    writeFileSync(file(name), JSON.stringify({ pid, labels, image: options.image }));
  });
  // As `--sig-proxy`, which is on without a terminal.
  for (const which of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(which, () => signal(name, which));
  child.on("exit", (code) => {
    rmSync(file(name), { force: true });
    process.exit(code ?? 137);
  });
}

const COMMANDS = { run, rm: remove, ps: list, image, build };
appendFileSync(join(dir, "calls.jsonl"), `${JSON.stringify({ args, env: process.env })}\n`);
const [command, ...rest] = args;
if (!config.answers) fail(1, "Cannot connect to the daemon. Is the daemon running?");
if (command === "--version" || command === "version") say(`${config.kind} version 28.2.2`);
else if (command === "info") say(formatted(findOption(rest, "--format", "-f") ?? "", INFO[config.kind]));
else if (command === "kill")
  for (const name of rest.slice(-1)) signal(name, findOption(rest, "--signal", "-s") ?? "SIGKILL");
else if (command === "inspect") say(JSON.stringify([read(rest.at(-1))]));
else if (Object.hasOwn(COMMANDS, command)) COMMANDS[command](rest);
else fail(125, `unknown command "${command}"`);
