/**
 * Checks a request's signature (AWS Signature Version 4) as a storage does: from the request as it arrived and the secret
 * key, with nothing of the client's code.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/]{1,100})\/(\d{8})\/([^/]{1,64})\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]{1,500}), Signature=([0-9a-f]{64})$/;
const SKEW_MAX_MS = 15 * 60_000;

export interface ArrivedRequest {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
}

export interface Credentials {
  accessKeyId: string;
  accessKeySecret: string;
  region: string;
}

/** @returns the error code of S3, or undefined for a request that is signed correctly */
export function signatureFault(request: ArrivedRequest, keys: Credentials): string | undefined {
  const [, id, day, region, signedNames, signature] = HEADER.exec(request.headers.authorization ?? "") ?? [];
  if (id === undefined || day === undefined || signedNames === undefined || signature === undefined)
    return "AccessDenied";
  if (id !== keys.accessKeyId) return "InvalidAccessKeyId";
  if (region !== keys.region) return "AuthorizationHeaderMalformed";
  const names = signedNames.split(";");
  if (!names.includes("host") || !names.includes("x-amz-content-sha256")) return "AccessDenied";
  const time = request.headers["x-amz-date"] ?? "";
  if (Math.abs(Date.now() - timeOf(time)) > SKEW_MAX_MS) return "RequestTimeTooSkewed";
  const digest = sha256(request.body);
  if (request.headers["x-amz-content-sha256"] !== digest) return "XAmzContentSHA256Mismatch";
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical(request, names, digest))].join("\n");
  const key = [day, region, "s3", "aws4_request"].reduce<Buffer>(
    (secret, part) => hmac(secret, part),
    Buffer.from(`AWS4${keys.accessKeySecret}`),
  );
  const isRight = timingSafeEqual(hmac(key, text), Buffer.from(signature, "hex"));
  return isRight ? undefined : "SignatureDoesNotMatch";
}

function canonical(
  { method, url, headers }: ArrivedRequest,
  names: readonly string[],
  digest: string,
): string {
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join("&");
  const lines = names.map((name) => `${name}:${(headers[name] ?? "").trim()}\n`).join("");
  return [method, url.pathname, query, lines, names.join(";"), digest].join("\n");
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `20261125T194500Z` */
function timeOf(text: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
