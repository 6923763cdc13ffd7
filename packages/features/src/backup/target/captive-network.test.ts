/** @requirement NETWORK-3 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createS3Client } from "./s3-client.js";

test.each([
  [200, undefined],
  [302, "http://portal.example/login"],
])("the page of a network with status %i is no backup and no empty bucket", async (status, location) => {
  const portal = createServer((_request, response) => {
    response.writeHead(status, {
      "content-type": "text/html",
      ...(location === undefined ? {} : { location }),
    });
    response.end("<html>Sign in</html>");
  });
  await new Promise<void>((resolve) => portal.listen(0, "0.0.0.0", resolve));
  onTestFinished(() => void portal.close());
  const call = createS3Client({
    // No network can answer for `localhost`.
    endpoint: `http://0.0.0.0:${(portal.address() as AddressInfo).port}`,
    bucket: "b",
    region: "r",
    accessKeyId: "k",
    accessKeySecret: "s",
  });
  const { signal } = new AbortController();
  for (const key of ["", "backup.tar.gz"])
    await expect(call({ method: "GET", key, signal })).rejects.toThrow(/captive portal/);
});
