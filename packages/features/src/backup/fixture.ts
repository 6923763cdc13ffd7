/** For tests: a home with data of every kind, and hand-made archives. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createVirtualClock } from "@tinyagi/base";
import { homePaths } from "@tinyagi/home";
import { openStore } from "@tinyagi/kernel";
import { Header } from "tar";
import { onTestFinished } from "vitest";
import { oneWorkspace } from "../workspace/fixture.js";
import type { Manifest } from "./manifest.js";

export const NOW = 1_790_000_000_000;

export function createBackupFixture(name = "home") {
  const root = mkdtempSync(join(tmpdir(), "tinyagi-backup-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const home = join(root, name);
  const paths = homePaths(home);
  const workspace = join(root, "ws", "coder");
  for (const folder of [paths.filesIn, paths.filesOut, paths.auth, paths.plugins, join(workspace, "memory")])
    mkdirSync(folder, { recursive: true });
  const settings = {
    workspace: { path: join(root, "ws") },
    agents: { coder: { name: "Coder", provider: "demo", model: "" } },
    models: { anthropic: { api_key: "sk-canary" } },
  };
  writeFileSync(paths.settings, JSON.stringify(settings));
  writeFileSync(paths.authToken, "operator-token-canary");
  writeFileSync(join(paths.filesIn, "aaaaaaaa.txt"), "sent by Ann");
  writeFileSync(join(workspace, "AGENTS.md"), "be brief");
  writeFileSync(join(workspace, "memory", "ann.md"), "likes tea");
  writeFileSync(join(workspace, "code.ts"), "export {};");
  const store = openStore({ path: paths.database, clock: createVirtualClock(NOW) });
  onTestFinished(() => store[Symbol.asyncDispose]());
  const workspaces = [{ agentId: "coder", workspace: oneWorkspace(workspace)("coder") }];
  return { root, home, paths, workspace, store, workspaces };
}

/** An entry of a hand-made archive. */
export interface HandMade {
  path: string;
  data?: string | Buffer;
  type?: "File" | "SymbolicLink" | "Link" | "Directory" | "FIFO";
  linkpath?: string;
  /** The size in the header, if it differs from the real size. */
  size?: number;
}

export function writeArchive(file: string, entries: readonly HandMade[]): void {
  const blocks = entries.flatMap(({ path, data = "", type = "File", linkpath, size }) => {
    const body = Buffer.from(data);
    const header = new Header({
      path,
      type,
      mode: 0o600,
      size: size ?? body.length,
      mtime: new Date(NOW),
      ...(linkpath === undefined ? {} : { linkpath }),
    });
    header.encode();
    const padding = Buffer.alloc((512 - (body.length % 512)) % 512);
    return [header.block ?? Buffer.alloc(512), body, padding];
  });
  writeFileSync(file, gzipSync(Buffer.concat([...blocks, Buffer.alloc(1_024)])));
}

/** A manifest that names these members. */
export function buildManifest(members: Record<string, string | Buffer>, changes: object = {}): string {
  const manifest: Manifest = {
    format: 1,
    version: "1.2.3",
    schema: 4,
    createdAt: NOW,
    workspaces: "memory",
    members: Object.entries(members).map(([path, data]) => ({
      path,
      bytes: Buffer.from(data).length,
      sha256: createHash("sha256").update(data).digest("hex"),
    })),
  };
  return JSON.stringify({ ...manifest, ...changes });
}
