/**
 * Checks the signature of a webhook. Pure. It accepts two schemes: TinyAGI's own, HMAC-SHA256 over `timestamp.body`
 * in `X-TinyAGI-Signature: t=<seconds>,v1=<hex>`, and GitHub's, HMAC-SHA256 over the body in
 * `X-Hub-Signature-256: sha256=<hex>`. No signature is valid in both schemes, and a captured request cannot be
 * replayed under another delivery id: headers outside the signature never decide alone whether a delivery is new.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

export const SIGNATURE_HEADER = "x-tinyagi-signature";
export const DELIVERY_HEADER = "x-tinyagi-delivery";
export const GITHUB_SIGNATURE_HEADER = "x-hub-signature-256";
/** The largest accepted difference between a timestamp and the clock, in either direction. */
export const SIGNATURE_TOLERANCE_MS = 5 * 60_000;
const OWN_PATTERN = /^t=([0-9]{1,12}),v1=([0-9a-f]{64})$/;
const GITHUB_PATTERN = /^sha256=([0-9a-f]{64})$/;
const DELIVERY_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/;
const MS_PER_SECOND = 1_000;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const ID_CHARS = 40;

export interface SignedRequest {
  header(name: string): string[];
  body: Buffer;
}

/** What a valid signature proves about its delivery. */
export interface Delivery {
  /** Digest of the signed text: the same for every replay, whatever the unsigned headers contain. */
  fingerprint: string;
  /** The sender's idempotency key: its delivery id if it sent one, else the fingerprint. */
  id: string;
}

/** The delivery, or undefined unless exactly one signature is present, valid and recent. */
export function checkSignature(
  request: SignedRequest,
  options: { secret: string; now: number },
): Delivery | undefined {
  if (isAmbiguous(request.body)) return undefined;
  const own = single(request, SIGNATURE_HEADER);
  const github = single(request, GITHUB_SIGNATURE_HEADER);
  if (own !== undefined && github === undefined) return checkOwn(request, own, options);
  if (github !== undefined && own === undefined) return checkGithub(request, github, options);
  return undefined;
}

/** The value of `X-TinyAGI-Signature` for a body sent at `now` (epoch milliseconds). */
export function signBody(body: string | Buffer, options: { secret: string; now: number }): string {
  const timestamp = Math.floor(options.now / MS_PER_SECOND);
  return `t=${timestamp},v1=${hmac(options.secret, [`${timestamp}.`, body]).toString("hex")}`;
}

/**
 * Both schemes use the same secret, so their signed texts must differ. The own scheme signs `<digits>.<body>`. That text
 * is itself a JSON body that GitHub's scheme could sign only if it is a number, such as `1700000000.7`. Neither scheme
 * accepts a body that begins with a digit, so no signed text belongs to both.
 */
function isAmbiguous(body: Buffer): boolean {
  const [first = 0] = body;
  return first >= DIGIT_0 && first <= DIGIT_9;
}

function checkOwn(
  request: SignedRequest,
  value: string,
  { secret, now }: { secret: string; now: number },
): Delivery | undefined {
  const [, timestamp, signature] = OWN_PATTERN.exec(value) ?? [];
  if (timestamp === undefined || signature === undefined) return undefined;
  const isValid = isEqual(signature, hmac(secret, [`${timestamp}.`, request.body]));
  if (!isValid || Math.abs(now - Number(timestamp) * MS_PER_SECOND) > SIGNATURE_TOLERANCE_MS)
    return undefined;
  const fingerprint = computeFingerprint([`${timestamp}.`, request.body]);
  const delivery = single(request, DELIVERY_HEADER);
  if (delivery === undefined) return { fingerprint, id: fingerprint };
  return DELIVERY_PATTERN.test(delivery) ? { fingerprint, id: delivery } : undefined;
}

/** GitHub signs neither a time nor an id, so only the body itself identifies a replay. */
function checkGithub(
  { body }: SignedRequest,
  value: string,
  { secret }: { secret: string },
): Delivery | undefined {
  const [, signature] = GITHUB_PATTERN.exec(value) ?? [];
  if (signature === undefined || !isEqual(signature, hmac(secret, [body]))) return undefined;
  const fingerprint = computeFingerprint([body]);
  return { fingerprint, id: fingerprint };
}

function single(request: SignedRequest, name: string): string | undefined {
  const values = request.header(name);
  return values.length === 1 ? values[0] : undefined;
}

function hmac(secret: string, parts: readonly (string | Buffer)[]): Buffer {
  const mac = createHmac("sha256", secret);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

function computeFingerprint(parts: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, ID_CHARS);
}

function isEqual(hex: string, expected: Buffer): boolean {
  return timingSafeEqual(Buffer.from(hex, "hex"), expected);
}
