/** What an S3-compatible storage answers to a request that it accepted. It keeps everything in memory. */
import { createHash, randomUUID } from "node:crypto";
import type { ArrivedRequest } from "./signature.js";

export interface S3Answer {
  status: number;
  body?: string | Buffer;
  etag?: string;
}

export interface Held {
  bucket: string;
  /** Whole objects by key. */
  objects: Map<string, Buffer>;
  /** Uploads in parts that were begun and neither completed nor given up. */
  uploads: Map<string, Map<number, Buffer>>;
}

/** Keys of one page of a list: few, so that clients must ask for more. */
const PAGE = 2;

export function refusal(status: number, code: string): S3Answer {
  return {
    status,
    body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`,
  };
}

export function toAnswer(request: ArrivedRequest, held: Held): S3Answer {
  const { method, url, body } = request;
  const [, bucket, ...steps] = decodeURIComponent(url.pathname).split("/");
  const key = steps.join("/");
  if (bucket !== held.bucket) return refusal(404, "NoSuchBucket");
  if (method === "GET" && key === "") return toList(url, held);
  if (url.searchParams.has("uploads")) return begin(held);
  if (url.searchParams.has("uploadId")) return multipart({ ...request, key }, held);
  if (method === "PUT") {
    held.objects.set(key, body);
    return { status: 200, etag: computeTag(body) };
  }
  if (method === "DELETE") {
    held.objects.delete(key);
    return { status: 204 };
  }
  const object = held.objects.get(key);
  return object === undefined ? refusal(404, "NoSuchKey") : { status: 200, body: object };
}

function toList({ searchParams }: URL, { objects }: Held): S3Answer {
  const prefix = searchParams.get("prefix") ?? "";
  const after = searchParams.get("continuation-token") ?? "";
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, PAGE);
  const rows = page.map(
    (key) => `<Contents><Key>${escaped(key)}</Key><Size>${objects.get(key)?.length}</Size></Contents>`,
  );
  const next =
    keys.length > PAGE ? `<NextContinuationToken>${escaped(page.at(-1) ?? "")}</NextContinuationToken>` : "";
  return {
    status: 200,
    body: `<?xml version="1.0"?><ListBucketResult>${rows.join("")}${next}</ListBucketResult>`,
  };
}

function begin({ uploads }: Held): S3Answer {
  const id = randomUUID();
  uploads.set(id, new Map());
  return { status: 200, body: `<Initiated><UploadId>${id}</UploadId></Initiated>` };
}

function multipart(request: ArrivedRequest & { key: string }, { uploads, objects }: Held): S3Answer {
  const { method, url, key, body } = request;
  const id = url.searchParams.get("uploadId") ?? "";
  const parts = uploads.get(id);
  if (parts === undefined) return refusal(404, "NoSuchUpload");
  if (method === "PUT") {
    parts.set(Number(url.searchParams.get("partNumber")), body);
    return { status: 200, etag: computeTag(body) };
  }
  uploads.delete(id);
  if (method === "DELETE") return { status: 204 };
  const whole = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
  const tags = [...body.toString().matchAll(/<ETag>([^<]{1,100})<\/ETag>/g)].map(([, tag]) => tag);
  if (tags.length !== whole.length || whole.some((part, index) => tags[index] !== computeTag(part)))
    return refusal(400, "InvalidPart");
  objects.set(key, Buffer.concat(whole));
  return { status: 200, body: "<Completed></Completed>" };
}

function computeTag(body: Buffer): string {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
