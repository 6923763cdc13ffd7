/** For tests: a tunnel with fake programs that really forward, in front of a small app that tells what it saw. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPort, createSystemClock, SILENT_LOG } from "@tinyagi/base";
import { createFakeTunnel, type FakeTunnel } from "@tinyagi/testkit";
import { onTestFinished } from "vitest";
import { createDoors, type Doors } from "./gateway.js";
import { createTunnel, type Tunnel, type TunnelOptions } from "./tunnel.js";
import { createTunnelRecord } from "./tunnel-record.js";

export interface TunnelFixture {
  readonly tunnel: Tunnel;
  readonly fake: FakeTunnel;
  readonly doors: Doors;
  readonly recordFile: string;
  readonly events: { type: string; data: Record<string, unknown> }[];
  /** As somebody elsewhere, through the tunnel. 0: nobody answers, or the connection was cut. */
  ask(host?: string, headers?: Record<string, string>): Promise<number>;
}

export function openFixture(
  options: Partial<TunnelOptions> & { programs?: Parameters<typeof createFakeTunnel>[1] } = {},
): TunnelFixture {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-expose-"));
  const fake = createFakeTunnel(join(folder, "bin"), options.programs);
  const server = createPort<Server>("the app");
  const doors = createDoors((socket) => void server.part.emit("connection", socket));
  const app = createServer((asked, answer) => {
    answer.statusCode = doors.connectionOf(asked.socket)?.host === asked.headers.host ? 200 : 403;
    answer.end();
  });
  server.connect(app);
  const events: TunnelFixture["events"] = [];
  const recordFile = join(folder, "expose.json");
  const tunnel = createTunnel({
    doors,
    record: createTunnelRecord(recordFile),
    variables: { PATH: `${fake.dir}:/usr/bin:/bin`, HOME: folder, TUNNEL_TOKEN: "secret" },
    folder,
    hasLogin: () => true,
    store: { write: async (work) => work() },
    journal: {
      append(type, data) {
        events.push({ type, data: { ...data } });
      },
    },
    clock: createSystemClock(),
    log: SILENT_LOG,
    times: { readyMs: 10_000, pollMs: 30, lookMs: 60, firstWaitMs: 30 },
    ...options,
  });
  onTestFinished(async () => {
    await tunnel.stop("asked", null);
    app.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    tunnel,
    fake,
    doors,
    recordFile,
    events,
    ask: (host = "box.tail1234.ts.net", headers = {}) => askPublic(fake, { host, ...headers }),
  };
}

function askPublic(fake: FakeTunnel, headers: Record<string, string>): Promise<number> {
  const port = fake.public()?.port ?? 1;
  return new Promise((resolve) => {
    const asked = request({ host: "127.0.0.1", port, headers, agent: false }, (answer) => {
      answer.resume();
      answer.once("close", () => resolve(answer.statusCode ?? 0));
    });
    asked.once("error", () => resolve(0));
    asked.end();
  });
}
