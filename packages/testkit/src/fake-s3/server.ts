/**
 * An S3-compatible storage with one bucket, on loopback and in memory. It checks every signature and every digest, keeps
 * the parts of an upload apart until it is completed, and can fail as storages do.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { refusal, type S3Answer, toAnswer } from "./bucket.js";
import { type ArrivedRequest, type Credentials, signatureFault } from "./signature.js";

/** Answer with this error, end the connection while the body arrives, or never answer. */
export type S3Fault = { status: number; code: string } | "hang-up" | "silence";

export interface FakeS3 extends AsyncDisposable {
  readonly endpoint: string;
  readonly bucket: string;
  readonly keys: Credentials;
  /** Whole objects by key. */
  readonly objects: Map<string, Buffer>;
  /** Uploads in parts that were begun and neither completed nor given up. */
  readonly uploads: Map<string, Map<number, Buffer>>;
  /** `PUT /bucket/key`, in order, also those that failed. */
  readonly calls: string[];
  /** Lets requests fail from now on. @param matches default: all; `undefined` ends it */
  fail(fault: S3Fault | undefined, matches?: (call: string) => boolean): void;
  /** Sends answers in pieces from now on. @param before called before each piece but the first; it rejects to break off */
  pace(before: (() => Promise<unknown>) | undefined): void;
}

export async function createFakeS3(): Promise<FakeS3> {
  const bucket = "backups";
  const keys = { accessKeyId: "AKIDEXAMPLE", accessKeySecret: "fake-secret-of-the-key", region: "eu-test-1" };
  const state = {
    objects: new Map<string, Buffer>(),
    uploads: new Map<string, Map<number, Buffer>>(),
    calls: [] as string[],
  };
  let pace: (() => Promise<unknown>) | undefined;
  let failing: { fault: S3Fault; matches: (call: string) => boolean } | undefined;
  const server = createServer((request, response) => {
    const call = `${request.method} ${request.url}`;
    state.calls.push(call);
    const fault = failing?.matches(call) === true ? failing.fault : undefined;
    if (fault === "hang-up") {
      request.once("data", () => request.destroy());
      if (request.method === "GET" || request.method === "DELETE") request.destroy();
      return;
    }
    if (fault === "silence") return;
    void arrived(request)
      .then((it) => {
        const unsigned = signatureFault(it, keys);
        if (fault !== undefined) return send(response, refusal(fault.status, fault.code), pace);
        const answer = unsigned === undefined ? toAnswer(it, { ...state, bucket }) : refusal(403, unsigned);
        return send(response, answer, pace);
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...state,
    bucket,
    keys,
    endpoint: `http://127.0.0.1:${port}`,
    fail(fault, matches = () => true) {
      failing = fault === undefined ? undefined : { fault, matches };
    },
    pace(before) {
      pace = before;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function arrived(request: IncomingMessage): Promise<ArrivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(",") : value,
    ]),
  );
  const url = new URL(request.url ?? "/", `http://${headers.host ?? "localhost"}`);
  return { method: request.method ?? "", url, headers, body: Buffer.concat(chunks) };
}

const PIECES = 8;

async function send(
  response: ServerResponse,
  { status, body, etag }: S3Answer,
  pace: (() => Promise<unknown>) | undefined,
): Promise<void> {
  response.writeHead(status, etag === undefined ? {} : { etag });
  if (pace === undefined || body === undefined) {
    response.end(body);
    return;
  }
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  const step = Math.ceil(bytes.length / PIECES);
  for (let at = 0; at < bytes.length; at += step) {
    if (at > 0) await pace();
    await new Promise((sent) => response.write(bytes.subarray(at, at + step), sent));
  }
  response.end();
}
