/**
 * A registry of npm packages on loopback, for the real npm: `npm publish` stores, `npm view`, `pack` and `install` read.
 * Format: https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface Registry extends AsyncDisposable {
  /** What makes npm use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Paths that npm asked for. */
  readonly asked: readonly string[];
  /** From now on, the stored tarball of a version differs from what its publisher announced. */
  readonly damage: (version: string) => void;
}

interface Packument {
  readonly name: string;
  readonly "dist-tags": Record<string, string>;
  readonly versions: Record<string, unknown>;
}

/** What `npm publish` sends. */
interface Publication extends Packument {
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>;
}

export async function openRegistry(): Promise<Registry> {
  const packages = new Map<string, Packument>();
  const tarballs = new Map<string, Buffer>();
  const asked: string[] = [];

  function publish({ _attachments, ...sent }: Publication): void {
    const before = packages.get(sent.name);
    packages.set(sent.name, {
      ...sent,
      "dist-tags": { ...before?.["dist-tags"], ...sent["dist-tags"] },
      versions: { ...before?.versions, ...sent.versions },
    });
    for (const [file, { data }] of Object.entries(_attachments))
      tarballs.set(`/${sent.name}/-/${file}`, Buffer.from(data, "base64"));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(request.url ?? "").replace(/\?.*/, "");
    asked.push(path);
    if (request.method === "PUT") {
      publish(JSON.parse((await buffer(request)).toString()) as Publication);
      return void response.writeHead(201, JSON_TYPE).end('{"ok":true}');
    }
    const tarball = tarballs.get(path);
    if (tarball !== undefined)
      return void response.writeHead(200, { "content-type": "application/octet-stream" }).end(tarball);
    const found = packages.get(path.slice(1));
    response.writeHead(found === undefined ? 404 : 200, JSON_TYPE);
    response.end(JSON.stringify(found ?? { error: "Not found" }));
  }

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      npm_config_registry: `http://127.0.0.1:${port}/`,
      [`npm_config_//127.0.0.1:${port}/:_authToken`]: "publisher",
    },
    asked,
    damage(version) {
      const path = `/tinyagi/-/tinyagi-${version}.tgz`;
      const sound = tarballs.get(path);
      if (sound === undefined) throw new Error(`${version} was not published`);
      tarballs.set(path, Buffer.concat([sound.subarray(0, -1), Buffer.from([~(sound.at(-1) ?? 0) & 0xff])]));
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const JSON_TYPE = { "content-type": "application/json" };
