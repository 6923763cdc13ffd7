/** A storage whose answers never end must not fill the memory. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { s3Target } from "./s3-target.js";

const PIECE = Buffer.alloc(256 * 1024, "<Contents>");
/** What a test lets it send, should nobody end the connection. */
const SENT_MAX = 64 * 1024 * 1024;

test.each([
  [200, /sent more than TinyAGI reads/],
  [403, /refused the bucket b: 403/],
])("an endless answer with status %i is an error soon", async (status, words) => {
  let sent = 0;
  const storage = createServer((_request, response) => {
    response.writeHead(status, { "content-type": "application/xml" });
    const body = new Readable({
      read() {
        sent += PIECE.length;
        this.push(sent < SENT_MAX ? PIECE : null);
      },
    });
    // Whoever closes the connection has read enough.
    response.on("close", () => body.destroy());
    body.pipe(response);
  });
  await new Promise<void>((resolve) => storage.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void storage.close());
  const target = s3Target({
    endpoint: `http://127.0.0.1:${(storage.address() as AddressInfo).port}`,
    bucket: "b",
    prefix: "",
    region: "r",
    accessKeyId: "k",
    accessKeySecret: "s",
  });
  await expect(target.list(AbortSignal.timeout(30_000))).rejects.toThrow(words);
  expect(sent).toBeLessThan(SENT_MAX / 2);
});
