/**
 * A push service on loopback, over TLS. It accepts a message as real ones do: with a valid VAPID signature of the key that
 * the browser subscribed with, a lifetime and the right encoding. It decrypts what it gets, in the name of the browser.
 */
import { execFileSync } from "node:child_process";
import { createECDH, createPublicKey, type ECDH, randomBytes, verify } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { decryptPush } from "./decrypt.js";

const DAY_S = 86_400;

export interface PushedMessage {
  /** Of the browser. */
  readonly browser: string;
  readonly data: unknown;
  readonly topic: string | undefined;
  readonly ttl: number;
  readonly bytes: number;
}

export interface FakePush extends AsyncDisposable {
  readonly port: number;
  /** The certificate, as PEM. */
  readonly ca: string;
  /** Accepted messages. */
  readonly messages: readonly PushedMessage[];
  /** Statuses of the refused ones. */
  readonly refused: readonly number[];
  /** Answers the next requests with these, before it looks at them. */
  failNext(
    ...faults: { readonly status: number; readonly headers?: Readonly<Record<string, string>> }[]
  ): void;
  /** What `PushSubscription.toJSON()` gives in a browser that subscribed with this key of the server. */
  subscribe(browser: string, serverKey: string): { endpoint: string; keys: { p256dh: string; auth: string } };
  unsubscribe(browser: string): void;
}

interface Browser {
  readonly receiver: ECDH;
  readonly auth: Buffer;
  readonly serverKey: string;
}

type Fault = Parameters<FakePush["failNext"]>[number];

/** @param host that endpoints name. Its address may be another one, which the caller redirects here. */
export async function startFakePush(host = "127.0.0.1"): Promise<FakePush> {
  const tls = makeCertificate(host);
  const browsers = new Map<string, Browser>();
  const messages: PushedMessage[] = [];
  const refused: number[] = [];
  const faults: Fault[] = [];
  const server = createServer(tls, (request, response) => {
    accept(request, { browsers, messages, faults }).then(
      (fault) => answer(response, fault, refused),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    ca: tls.cert,
    messages,
    refused,
    failNext: (...more) => void faults.push(...more),
    subscribe(browser, serverKey) {
      const receiver = createECDH("prime256v1");
      const p256dh = receiver.generateKeys().toString("base64url");
      const auth = randomBytes(16);
      browsers.set(browser, { receiver, auth, serverKey });
      const endpoint = `https://${host}:${port}/push/${encodeURIComponent(browser)}`;
      return { endpoint, keys: { p256dh, auth: auth.toString("base64url") } };
    },
    unsubscribe: (browser) => void browsers.delete(browser),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(response: ServerResponse, { status, headers = {} }: Fault, refused: number[]): void {
  if (status !== 201) refused.push(status);
  response.writeHead(status, headers).end();
}

interface World {
  readonly browsers: ReadonlyMap<string, Browser>;
  readonly messages: PushedMessage[];
  readonly faults: Fault[];
}

async function accept(request: IncomingMessage, { browsers, messages, faults }: World): Promise<Fault> {
  const body = await buffer(request);
  const fault = faults.shift();
  if (fault !== undefined) return fault;
  const name = decodeURIComponent((request.url ?? "").replace("/push/", ""));
  const browser = browsers.get(name);
  if (browser === undefined) return { status: 410 };
  const { headers } = request;
  const ttl = Number(headers.ttl);
  if (request.method !== "POST" || headers["content-encoding"] !== "aes128gcm" || !Number.isInteger(ttl))
    return { status: 400 };
  if (body.length > 4_096) return { status: 413 };
  if (!isSigned(headers, browser.serverKey)) return { status: 403 };
  const data: unknown = JSON.parse(decryptPush(body, browser));
  const topic = typeof headers.topic === "string" ? headers.topic : undefined;
  messages.push({ browser: name, data, topic, ttl, bytes: body.length });
  return { status: 201 };
}

/** RFC 8292: `vapid t=<JWT>, k=<public key>`. */
function isSigned({ authorization = "", host }: IncomingMessage["headers"], serverKey: string): boolean {
  const [, token = "", key = ""] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? [];
  const [head = "", claims = "", signature = ""] = token.split(".");
  if (key !== serverKey || signature === "") return false;
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
  const jwk = { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" };
  const isOwn = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<
    string,
    unknown
  >;
  const isNamed = typeof sub === "string" && /^(mailto:|https:\/\/)/.test(sub);
  return (
    isOwn &&
    isNamed &&
    aud === `https://${host}` &&
    typeof exp === "number" &&
    exp - Date.now() / 1_000 < DAY_S
  );
}

function makeCertificate(host: string): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-push-"));
  try {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const name = /^[\d.]+$/.test(host) ? `IP:${host}` : `DNS:${host}`;
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=push"],
        ...["-addext", `subjectAltName=${name}`, "-keyout", key, "-out", cert],
      ],
      { stdio: "ignore" },
    );
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
