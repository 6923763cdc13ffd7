/**
 * A self-signed certificate for the engine that the daemon runs itself (X.509 v3, RFC 5280; ECDSA with SHA-256 over P-256).
 * Workers get it with their code and trust no other one, so that no authority is needed. Node makes keys and signatures, and no
 * certificates; the few bytes around them are written here.
 */
import { createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { isIP } from "node:net";

const YEAR_MS = 365 * 86_400_000;
/** Workers pin the certificate, and would have to join again. */
const VALID_YEARS = 20;
/** A clock that is behind must not refuse it. */
const BEFORE_MS = 2 * 86_400_000;

const TAG = {
  boolean: 1,
  integer: 2,
  bits: 3,
  octets: 4,
  oid: 6,
  utf8: 12,
  time: 24,
  sequence: 48,
  set: 49,
} as const;
const OID = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  basicConstraints: [0x55, 0x1d, 0x13],
  subjectAltName: [0x55, 0x1d, 0x11],
} as const;
/** Of a name in `subjectAltName`. */
const NAME = { dns: 0x82, ip: 0x87 } as const;

export interface OwnCertificate {
  /** PEM. */
  readonly key: string;
  readonly certificate: string;
}

/** @param names addresses and host names at which the server is reached */
export function createCertificate(names: readonly string[], now: number): OwnCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signature = sequence(encode(TAG.oid, OID.ecdsaWithSha256));
  const name = sequence(
    encode(
      TAG.set,
      sequence(encode(TAG.oid, OID.commonName), encode(TAG.utf8, Buffer.from("TinyAGI engine"))),
    ),
  );
  const body = sequence(
    encode(0xa0, encode(TAG.integer, [2])),
    encode(TAG.integer, positive(randomBytes(16))),
    signature,
    name,
    sequence(time(now - BEFORE_MS), time(now + VALID_YEARS * YEAR_MS)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    encode(
      0xa3,
      sequence(
        extension(OID.basicConstraints, sequence(encode(TAG.boolean, [0xff]))),
        extension(OID.subjectAltName, sequence(...names.map(altName))),
      ),
    ),
  );
  const signed = createSign("sha256").update(body).sign(privateKey);
  const der = sequence(body, signature, encode(TAG.bits, Buffer.concat([Buffer.from([0]), signed])));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: toPem(der),
  };
}

function altName(name: string): Buffer {
  return isIP(name) === 0
    ? encode(NAME.dns, Buffer.from(name, "ascii"))
    : encode(NAME.ip, addressBytes(name));
}

/** 4 bytes, or 16. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail] = address.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [first, last] = [groups(head), groups(tail ?? "")];
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => "0");
  const all = tail === undefined ? first : [...first, ...zeros, ...last];
  return Buffer.concat(all.map((group) => Buffer.from(group.padStart(4, "0"), "hex")));
}

function extension(oid: readonly number[], value: Buffer): Buffer {
  return sequence(encode(TAG.oid, oid), encode(TAG.octets, value));
}

/** GeneralizedTime, whose year has four digits. */
function time(ms: number): Buffer {
  const text = new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  return encode(TAG.time, Buffer.from(text, "ascii"));
}

/** An integer whose first bit is set would be negative. */
function positive(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([1]), bytes]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return encode(TAG.sequence, Buffer.concat(parts));
}

function encode(tag: number, content: readonly number[] | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(bytes.length)]), bytes]);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  return [0x82, length >> 8, length & 0xff];
}

function toPem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
