/**
 * A bucket as the target. A large file is sent in parts, which become an object only when all of them have arrived: an
 * upload that breaks off is never seen as a backup.
 */
import { open, stat } from "node:fs/promises";
import { parseDailyName } from "../daily-name.js";
import { type BackupTarget, TargetError, type TargetFile } from "./backup-target.js";
import { copyWhole } from "./copy-whole.js";
import { createS3Client, readXml, type S3Client, type S3Place } from "./s3-client.js";
import { textIn } from "./xml-text.js";

/** Of one request. S3 allows 10,000 parts, so that the largest backup fits. */
const PART_BYTES = 32 * 1024 * 1024;
const PAGES_MAX = 100;

/** @param prefix folder in the bucket, without slashes at its ends; may be empty */
export function s3Target(
  place: S3Place & { prefix: string },
  { partBytes = PART_BYTES, call = createS3Client(place) }: { partBytes?: number; call?: S3Client } = {},
): BackupTarget {
  const folder = place.prefix === "" ? "" : `${place.prefix}/`;
  return {
    place: `s3://${place.bucket}/${place.prefix}`,
    list: (signal) => listAll(call, folder, signal),
    async put({ name, path, signal }) {
      const key = `${folder}${name}`;
      const { size } = await stat(path);
      if (size <= partBytes) await putWhole(call, { key, path, size, signal });
      else await putParts(call, { key, path, size, signal, partBytes });
      const stored = (await listAll(call, folder, signal)).find((file) => file.name === name);
      if (stored?.bytes !== size)
        throw new TargetError(`The storage does not show ${name} as it was sent. TinyAGI tries again.`);
    },
    async fetch({ name, path, signal }) {
      const { body } = await call({ method: "GET", key: `${folder}${name}`, signal });
      if (body === null) throw new TargetError(`The storage sent nothing for ${name}. Try again.`);
      await copyWhole(body, path, signal);
    },
    async remove(name, signal) {
      await call({ method: "DELETE", key: `${folder}${name}`, signal });
    },
  };
}

async function listAll(call: S3Client, prefix: string, signal: AbortSignal): Promise<TargetFile[]> {
  const files: TargetFile[] = [];
  let token: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = {
      "list-type": "2",
      prefix,
      ...(token === undefined ? {} : { "continuation-token": token }),
    };
    const xml = await readXml(await call({ method: "GET", key: "", query, signal }));
    for (const entry of textIn(xml, "Contents")) {
      const [key = ""] = textIn(entry, "Key");
      const [bytes = ""] = textIn(entry, "Size");
      const name = key.slice(prefix.length);
      if (key.startsWith(prefix) && parseDailyName(name) !== undefined)
        files.push({ name, bytes: Number(bytes) });
    }
    [token] = textIn(xml, "NextContinuationToken");
    if (token === undefined) break;
  }
  return files;
}

interface Upload {
  key: string;
  path: string;
  size: number;
  signal: AbortSignal;
}

async function putWhole(call: S3Client, upload: Upload): Promise<void> {
  for await (const body of toParts(upload.path, upload.size))
    await call({ method: "PUT", key: upload.key, body, signal: upload.signal });
}

async function putParts(call: S3Client, upload: Upload & { partBytes: number }): Promise<void> {
  const { key, path, signal, partBytes } = upload;
  const begun = await call({ method: "POST", key, query: { uploads: "" }, signal });
  const [uploadId] = textIn(await readXml(begun), "UploadId");
  if (uploadId === undefined)
    throw new TargetError("The storage began no upload in parts. TinyAGI tries again.");
  try {
    const tags: string[] = [];
    for await (const body of toParts(path, partBytes)) {
      const query = { partNumber: String(tags.length + 1), uploadId };
      const answer = await call({ method: "PUT", key, query, body, signal });
      tags.push(answer.headers.get("etag") ?? "");
    }
    const parts = tags.map(
      (tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
    );
    const body = Buffer.from(`<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`);
    const ended = await call({ method: "POST", key, query: { uploadId }, body, signal });
    // S3 may answer 200 and say in the body that it failed.
    const [failure] = textIn(await readXml(ended), "Code");
    if (failure !== undefined)
      throw new TargetError("The storage could not join the parts. TinyAGI tries again.");
  } catch (error) {
    // Parts that stay cost money. The first error is the one to report.
    await call({ method: "DELETE", key, query: { uploadId }, signal: AbortSignal.timeout(30_000) }).catch(
      () => undefined,
    );
    throw error;
  }
}

/** The file in pieces, the last one shorter; one empty piece for an empty file. */
async function* toParts(path: string, partBytes: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const handle = await open(path, "r");
  try {
    for (let at = 0; ; ) {
      const part = Buffer.alloc(partBytes);
      const { bytesRead } = await handle.read(part, 0, partBytes, at);
      if (bytesRead > 0 || at === 0) yield part.subarray(0, bytesRead);
      at += bytesRead;
      if (bytesRead < partBytes || bytesRead === 0) return;
    }
  } finally {
    await handle.close();
  }
}
