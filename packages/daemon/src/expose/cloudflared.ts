/**
 * A quick tunnel of Cloudflare: a new name below `trycloudflare.com` at each start, without an account. The name and whether
 * it is connected are read from the program's own metrics server (`/quicktunnel`, `/ready`); the name must also be one that
 * the program printed, because another program of this machine could have taken the port of that server.
 *
 * Sources: cloudflared's `cmd/cloudflared/tunnel/quick_tunnel.go`, `metrics/metrics.go`, `metrics/readiness.go`,
 * https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/do-more-with-tunnels/trycloudflare/.
 */
import { get } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { writeFileAtomic } from "@tinyagi/base";
import { z } from "zod";
import { ExposeFault } from "./expose-fault.js";
import type { PlanTunnel } from "./way.js";

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.trycloudflare\.com$/;
const GET_MS = 2_000;
const GET_MAX_CHARS = 65_536;
const nameSchema = z.looseObject({ hostname: z.string() });
/** The person's own file may name other services, which must not be opened along. */
const CONFIG = "no-autoupdate: true\n";

export const cloudflaredWay: PlanTunnel = async ({ target, folder, signal }) => {
  const metrics = await freePort();
  const config = join(folder, "cloudflared.yml");
  await writeFileAtomic({ path: config, data: CONFIG });
  return {
    args: [
      "tunnel",
      "--no-autoupdate",
      "--config",
      config,
      "--metrics",
      `127.0.0.1:${metrics}`,
      "--url",
      target,
    ],
    async look(tunnel) {
      const [name, ready] = await Promise.all(
        ["/quicktunnel", "/ready"].map((path) => getLocal({ port: metrics, path, signal })),
      );
      if (name?.status !== 200 || ready?.status !== 200) return undefined;
      const host = readName(name.body);
      if (host === undefined || host === "") return undefined;
      if (!NAME.test(host) || !tunnel.output().includes(`https://${host}`))
        throw new ExposeFault("wrong_name", { said: host });
      return { host, clientHeader: "cf-connecting-ip", isPrivate: false };
    },
    explain: (output) => new ExposeFault("ended", { said: output }),
  };
};

function readName(body: string): string | undefined {
  try {
    return nameSchema.safeParse(JSON.parse(body)).data?.hostname;
  } catch {
    // Not the answer of cloudflared; it may be starting.
    return undefined;
  }
}

/** Undefined: nobody answers there in time. */
function getLocal(options: {
  port: number;
  path: string;
  signal: AbortSignal;
}): Promise<{ status: number | undefined; body: string } | undefined> {
  const { port, path, signal } = options;
  return new Promise((resolve) => {
    const request = get(
      {
        host: "127.0.0.1",
        port,
        path,
        agent: false,
        signal: AbortSignal.any([signal, AbortSignal.timeout(GET_MS)]),
      },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          body += chunk;
          if (body.length > GET_MAX_CHARS) request.destroy();
        });
        response.once("end", () => resolve({ status: response.statusCode, body }));
        response.once("error", () => resolve(undefined));
      },
    );
    // It is not listening yet, or no longer.
    request.once("error", () => resolve(undefined));
    request.once("close", () => resolve(undefined));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port: 0 }, () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
