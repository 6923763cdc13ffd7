/**
 * Process 1 of the container: opens the relays, starts the program, hands on signals, and ends as the program ends. With
 * process 1 the kernel ends everything in the container. It is an argument of the image's Node, so that the image needs no
 * file of ours and always fits this release.
 */
import type { ContainerRelay } from "./run-arguments.js";

const SCRIPT = `
const { connect, createServer } = require("node:net");
const { spawn } = require("node:child_process");
const { constants } = require("node:os");
const [relays, command, ...args] = process.argv.slice(1);
const fail = (code, text) => { process.stderr.write("container: " + text + "\\n"); process.exit(code); };
const open = ({ host, port, socket }) => new Promise((resolve) => {
  const server = createServer((near) => {
    const far = connect(socket);
    const end = () => { near.destroy(); far.destroy(); };
    near.on("error", end).on("close", end);
    far.on("error", end).on("close", end);
    near.pipe(far).pipe(near);
  });
  server.on("error", (error) => fail(125, "cannot listen on " + host + ":" + port + " (" + error.code + ")"));
  server.listen(port, host, resolve);
});
Promise.all(JSON.parse(relays).map(open)).then(() => {
  const child = spawn(command, args, { stdio: "inherit" });
  for (const name of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(name, () => child.kill(name));
  child.on("error", (error) => fail(error.code === "ENOENT" ? 127 : 126, command + ": " + error.code));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
});
`.trim();

/** Arguments of Node. */
export function entryArguments(relays: readonly ContainerRelay[], program: readonly string[]): string[] {
  return ["--eval", SCRIPT, "--", JSON.stringify(relays), ...program];
}
