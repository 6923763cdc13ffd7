/** Where encrypted media are: takes uploads, hands them out. Speaks TLS on 127.0.0.1, as the client knows nothing else. */
import { createCipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { getMediaKeys, type MediaType } from "@whiskeysockets/baileys";
import { MEDIA_TLS } from "./test-keys.js";

/** What a message says about its media. */
export interface StoredMedia {
  readonly url: string;
  readonly directPath: string;
  readonly mediaKey: Uint8Array;
  readonly fileSha256: Uint8Array;
  readonly fileEncSha256: Uint8Array;
  readonly fileLength: number;
}

export interface MediaServer extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** Paths that were asked for. */
  readonly downloads: readonly string[];
  /** Encrypts and stores a file, as the app of a person does. */
  store(bytes: Uint8Array, type: MediaType): Promise<StoredMedia>;
}

export async function createMediaServer(): Promise<MediaServer> {
  const files = new Map<string, Buffer>();
  const downloads: string[] = [];
  const server = createServer(MEDIA_TLS, (request, response) => {
    const path = new URL(request.url ?? "/", "https://localhost").pathname;
    if (request.method === "GET") {
      downloads.push(path);
      const bytes = files.get(path);
      response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      files.set(path, Buffer.concat(chunks));
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ url: `https://${getHost(server)}${path}`, direct_path: path }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = getHost(server);
  return {
    host,
    downloads,
    async store(bytes, type) {
      const mediaKey = randomBytes(32);
      const encrypted = await encryptMedia(bytes, { mediaKey, type });
      const directPath = `/people/${randomBytes(8).toString("hex")}`;
      files.set(directPath, encrypted);
      return {
        url: `https://${host}${directPath}`,
        directPath,
        mediaKey,
        fileSha256: sha256(bytes),
        fileEncSha256: sha256(encrypted),
        fileLength: bytes.length,
      };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function encryptMedia(
  bytes: Uint8Array,
  { mediaKey, type }: { mediaKey: Uint8Array; type: MediaType },
): Promise<Buffer> {
  const { iv, cipherKey, macKey } = await getMediaKeys(mediaKey, type);
  const cipher = createCipheriv("aes-256-cbc", cipherKey, iv);
  const encrypted = Buffer.concat([cipher.update(bytes), cipher.final()]);
  const mac = createHmac("sha256", macKey ?? "")
    .update(iv)
    .update(encrypted)
    .digest();
  return Buffer.concat([encrypted, mac.subarray(0, 10)]);
}

const sha256 = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

/** While it listens. */
function getHost(server: Server): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
