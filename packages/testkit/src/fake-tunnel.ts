/** Fakes of `tailscale` and `cloudflared` that really forward HTTP. See `bin/fake-tunnel.mjs`. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../bin/fake-tunnel.mjs", import.meta.url));

/** What the fakes play. */
export interface FakeTunnelState {
  /** Of tailscaled; `none`: it does not run. */
  backend: "Running" | "NeedsLogin" | "Stopped" | "none";
  /** The name of the machine in its tailnet. */
  name: string;
  /** The name under which it serves, if that is another one. */
  servedName?: string;
  /** Whether HTTPS, Serve and Funnel are on for the tailnet. */
  enabled: boolean;
  /** Whether the policy permits Funnel. */
  funnel: boolean;
  /** Whether this user may change what is served. */
  operator: boolean;
  /** Ports that are served in the background. */
  background: number[];
  /** Whether Funnel is on although nobody asked. */
  opened: boolean;
  /** Names of the next quick tunnels; the last one stays. */
  quickNames: string[];
  /** Whether cloudflared prints the name, as it does. */
  saysName: boolean;
  /** Whether Cloudflare gives no quick tunnel. */
  refuses: boolean;
  delayMs: number;
  /** Printed before everything else. */
  hostile?: string;
  /** Where callers from elsewhere connect. 0: any. */
  publicPort: number;
  tls?: { key: string; cert: string };
}

export interface FakeTunnel {
  readonly dir: string;
  set(state: Partial<FakeTunnelState>): void;
  /** Where callers from elsewhere connect, and the process; undefined before the first tunnel. */
  public(): { port: number; pid: number } | undefined;
  calls(): readonly { kind: string; args: string[]; pid: number; env: string[] }[];
}

export const FAKE_TAILNET_NAME = "box.tail1234.ts.net";
export const FAKE_QUICK_NAME = "calm-river-paper-moon.trycloudflare.com";

/** Makes the folder; put it first in PATH. @param programs Default: both */
export function createFakeTunnel(
  dir: string,
  programs: readonly ("tailscale" | "cloudflared")[] = ["tailscale", "cloudflared"],
): FakeTunnel {
  const home = resolve(dir);
  mkdirSync(home, { recursive: true });
  let state: FakeTunnelState = {
    backend: "Running",
    name: FAKE_TAILNET_NAME,
    enabled: true,
    funnel: true,
    operator: true,
    background: [],
    opened: false,
    quickNames: [FAKE_QUICK_NAME],
    saysName: true,
    refuses: false,
    delayMs: 0,
    publicPort: 0,
  };
  const file = join(home, "fake-tunnel.json");
  const set = (change: Partial<FakeTunnelState>) => {
    state = { ...state, ...change };
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  };
  set({});
  for (const program of programs) {
    const script = `#!/bin/sh\nFAKE_TUNNEL_DIR='${home}' exec '${process.execPath}' '${PROGRAM}' ${program} "$@"\n`;
    writeFileSync(join(home, program), script);
    chmodSync(join(home, program), 0o755);
  }
  const read = (name: string) => (existsSync(join(home, name)) ? readFileSync(join(home, name), "utf8") : "");
  return {
    dir: home,
    set,
    public() {
      const text = read("public.json");
      return text === "" ? undefined : (JSON.parse(text) as { port: number; pid: number });
    },
    calls: () =>
      read("calls.jsonl")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as ReturnType<FakeTunnel["calls"]>[number]),
  };
}
