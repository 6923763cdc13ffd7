import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { createCertificate } from "./certificate.js";

const NOW = Date.UTC(2026, 10, 27);

test("the certificate is signed by its own key and names every address", () => {
  const { certificate } = createCertificate(["127.0.0.1", "home.example", "2001:db8::7"], NOW);
  const read = new X509Certificate(certificate);
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.checkIssued(read)).toBe(true);
  expect(read.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(read.checkIP("2001:db8::7")).toBeDefined();
  expect(read.checkHost("home.example")).toBe("home.example");
  expect(read.checkHost("other.example")).toBeUndefined();
  expect(read.ca).toBe(true);
  expect(Date.parse(read.validFrom)).toBeLessThan(NOW);
  expect(new Date(read.validTo).getUTCFullYear()).toBeGreaterThan(2040);
});

test("whoever pins it connects, and whoever pins another one does not", async () => {
  const own = createCertificate(["127.0.0.1"], Date.now());
  const server = createServer({ key: own.key, cert: own.certificate }, (socket) => socket.end("hello"));
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const hear = async (ca: string) => {
    const socket = connect({ host: "127.0.0.1", port: port ?? 0, ca, rejectUnauthorized: true });
    const [chunk] = await once(socket, "data");
    return String(chunk);
  };
  server.on("tlsClientError", () => {});
  expect(await hear(own.certificate)).toBe("hello");
  await expect(hear(createCertificate(["127.0.0.1"], Date.now()).certificate)).rejects.toThrow();
});
