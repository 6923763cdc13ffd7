/** @requirement MCP-4 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { createProgramTransport } from "./program-transport.js";

/** Starts a helper that leaves the process group and keeps the output of the program open. */
const DESERTER = `
  const { spawn } = require("node:child_process");
  const { writeFileSync } = require("node:fs");
  const helper = spawn("sleep", ["60"], { detached: true, stdio: ["ignore", "inherit", "inherit"] });
  helper.unref();
  writeFileSync("helper", String(helper.pid));
  console.log(JSON.stringify({ jsonrpc: "2.0", method: "up" }));
`;

function buildTransport(script: string) {
  const cwd = mkdtempSync(join(tmpdir(), "tinyagi-program-"));
  onTestFinished(() => {
    process.kill(Number(readFileSync(join(cwd, "helper"), "utf8")), "SIGKILL");
    rmSync(cwd, { recursive: true });
  });
  const options = { args: ["-e", script], env: { PATH: process.env.PATH ?? "" }, cwd };
  return createProgramTransport({ ...options, command: process.execPath, onStderr: () => {} });
}

it("a program whose helper left its process group is closed all the same", async () => {
  const transport = buildTransport(`${DESERTER} setInterval(() => {}, 1_000);`);
  const onmessage = vi.fn();
  const onclose = vi.fn();
  Object.assign(transport, { onmessage, onclose });
  await transport.start();
  await vi.waitFor(() => expect(onmessage).toHaveBeenCalled(), 10_000);
  await transport.close();
  expect(onclose).toHaveBeenCalledOnce();
}, 20_000);

it("a program that ends by itself is reported, although a helper keeps its output open", async () => {
  const transport = buildTransport(DESERTER);
  const onmessage = vi.fn();
  const onclose = vi.fn();
  Object.assign(transport, { onmessage, onclose });
  await transport.start();
  await vi.waitFor(() => expect(onclose).toHaveBeenCalledOnce(), 10_000);
  // What it wrote before its end is not lost.
  expect(onmessage).toHaveBeenCalledOnce();
}, 20_000);
