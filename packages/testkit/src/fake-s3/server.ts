/**
 * An S3-compatible storage with one bucket, on loopback and in memory. It checks every signature and every digest, keeps
 * the parts of an upload apart until it is completed, and can fail as storages do.
 */
import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ArrivedRequest, type Credentials, signatureFault } from "./signature.js";

/** Answer with this error, or end the connection while the body arrives. */
export type S3Fault = { status: number; code: string } | "hang-up";

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
}

const PAGE = 2;

export async function createFakeS3(): Promise<FakeS3> {
  const bucket = "backups";
  const keys = { accessKeyId: "AKIDEXAMPLE", accessKeySecret: "fake-secret-of-the-key", region: "eu-test-1" };
  const state = {
    objects: new Map<string, Buffer>(),
    uploads: new Map<string, Map<number, Buffer>>(),
    calls: [] as string[],
  };
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
    void arrived(request).then((it) => {
      const problem = fault ?? problemOf(signatureFault(it, keys));
      if (problem !== undefined) refuse(response, problem);
      else answer(response, it, { ...state, bucket });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ ...state, bucket, keys },
    endpoint: `http://127.0.0.1:${port}`,
    fail(fault, matches = () => true) {
      failing = fault === undefined ? undefined : { fault, matches };
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
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : value]),
  );
  const url = new URL(request.url ?? "/", `http://${headers.host ?? "localhost"}`);
  return { method: request.method ?? "", url, headers, body: Buffer.concat(chunks) };
}

function problemOf(code: string | undefined): { status: number; code: string } | undefined {
  return code === undefined ? undefined : { status: 403, code };
}

function refuse(response: ServerResponse, { status, code }: { status: number; code: string }): void {
  response.writeHead(status, { "content-type": "application/xml" });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`);
}

type Held = Pick<FakeS3, "objects" | "uploads" | "bucket">;

function answer(response: ServerResponse, request: ArrivedRequest, held: Held): void {
  const { method, url } = request;
  const [, bucket, ...steps] = decodeURIComponent(url.pathname).split("/");
  const key = steps.join("/");
  if (bucket !== held.bucket) return refuse(response, { status: 404, code: "NoSuchBucket" });
  if (method === "GET" && key === "") return list(response, url, held);
  if (url.searchParams.has("uploads") || url.searchParams.has("uploadId"))
    return multipart(response, { ...request, key }, held);
  if (method === "PUT") {
    held.objects.set(key, request.body);
    response.setHeader("etag", tagOf(request.body));
    return void response.end();
  }
  if (method === "DELETE") {
    held.objects.delete(key);
    response.writeHead(204);
    return void response.end();
  }
  const object = held.objects.get(key);
  if (object === undefined) return refuse(response, { status: 404, code: "NoSuchKey" });
  response.end(object);
}

function list(response: ServerResponse, { searchParams }: URL, { objects }: Held): void {
  const prefix = searchParams.get("prefix") ?? "";
  const after = searchParams.get("continuation-token") ?? "";
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, PAGE);
  const rows = page.map(
    (key) => `<Contents><Key>${escaped(key)}</Key><Size>${objects.get(key)?.length}</Size></Contents>`,
  );
  const next =
    keys.length > PAGE ? `<NextContinuationToken>${escaped(page.at(-1) ?? "")}</NextContinuationToken>` : "";
  response.end(`<?xml version="1.0"?><ListBucketResult>${rows.join("")}${next}</ListBucketResult>`);
}

function multipart(response: ServerResponse, request: ArrivedRequest & { key: string }, held: Held): void {
  const { method, url, key, body } = request;
  const { uploads, objects } = held;
  if (url.searchParams.has("uploads")) {
    const begun = randomUUID();
    uploads.set(begun, new Map());
    return void response.end(`<InitiateMultipartUploadResult><UploadId>${begun}</UploadId></InitiateMultipartUploadResult>`);
  }
  const id = url.searchParams.get("uploadId") ?? "";
  const parts = uploads.get(id);
  if (parts === undefined) return refuse(response, { status: 404, code: "NoSuchUpload" });
  if (method === "PUT") {
    parts.set(Number(url.searchParams.get("partNumber")), body);
    response.setHeader("etag", tagOf(body));
    return void response.end();
  }
  uploads.delete(id);
  if (method === "DELETE") return void response.writeHead(204).end();
  const whole = [...parts].sort(([a], [b]) => a - b);
  const tags = [...body.toString().matchAll(/<ETag>([^<]{1,100})<\/ETag>/g)].map(([, tag]) => tag);
  if (whole.some(([, part], index) => tags[index] !== tagOf(part)) || tags.length !== whole.length)
    return refuse(response, { status: 400, code: "InvalidPart" });
  objects.set(key, Buffer.concat(whole.map(([, part]) => part)));
  response.end("<CompleteMultipartUploadResult></CompleteMultipartUploadResult>");
}

function tagOf(body: Buffer): string {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
