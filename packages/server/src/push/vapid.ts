/**
 * The identity of this home towards push services (VAPID, RFC 8292): a key made once, and a signed statement for each
 * service that expires within hours. A browser takes notifications only from the key that it subscribed with.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** At most 24 hours, says the standard. */
const LIFE_S = 12 * 3_600;
/** Where an operator of a push service finds whose program this is. */
const CONTACT = "https://github.com/TinyAGI/tinyagi";
const UNCOMPRESSED = Buffer.from([4]);

export interface Vapid {
  /** 65 bytes in base64url, as browsers and push services want it. */
  readonly publicKey: string;
  /** The `Authorization` header for the push service at this origin. @param now epoch milliseconds */
  header(origin: string, now: number): string;
}

/** @returns a new private key in PKCS #8, as PEM */
export function createVapidKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** @throws an error of the cryptography for a text that is no key */
export function openVapid(pem: string): Vapid {
  const key = createPrivateKey(pem);
  const publicKey = getPublicKey(key);
  return {
    publicKey,
    header(origin, now) {
      const claims = { aud: origin, exp: Math.floor(now / 1_000) + LIFE_S, sub: CONTACT };
      const signed = `${encodePart({ typ: "JWT", alg: "ES256" })}.${encodePart(claims)}`;
      const signature = sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });
      return `vapid t=${signed}.${signature.toString("base64url")}, k=${publicKey}`;
    },
  };
}

function getPublicKey(key: KeyObject): string {
  const { x = "", y = "" } = key.export({ format: "jwk" }) as { x?: string; y?: string };
  const point = [UNCOMPRESSED, Buffer.from(x, "base64url"), Buffer.from(y, "base64url")];
  return Buffer.concat(point).toString("base64url");
}

function encodePart(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
