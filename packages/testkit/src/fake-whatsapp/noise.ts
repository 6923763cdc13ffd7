/**
 * The server's side of WhatsApp's Noise handshake (`Noise_XX_25519_AESGCM_SHA256`), and the encryption after it.
 * Source: the Noise protocol framework, revision 34, §5 and §7.5.
 */
import { hkdfSync } from "node:crypto";
import {
  aesDecryptGCM,
  aesEncryptGCM,
  Curve,
  NOISE_MODE,
  NOISE_WA_HEADER,
  proto,
  sha256,
} from "@whiskeysockets/baileys";
import { ISSUER } from "./test-keys.js";

const NO_BYTES = Buffer.alloc(0);

/** What a client proves in the handshake. */
export interface NoiseClient {
  readonly payload: proto.ClientPayload;
  readonly transport: NoiseTransport;
}

/** Encrypts and decrypts frames after the handshake. */
export interface NoiseTransport {
  encrypt(plain: Uint8Array): Buffer;
  decrypt(cipher: Uint8Array): Buffer;
}

/** @returns the answer to the client's first frame, and what reads its second one */
export function answerHello(first: Uint8Array): {
  hello: Uint8Array;
  finish: (second: Uint8Array) => NoiseClient;
} {
  const ephemeral = Curve.generateKeyPair();
  const fixed = Curve.generateKeyPair();
  const { clientHello } = proto.HandshakeMessage.decode(first);
  const theirs = required(clientHello?.ephemeral);
  const state = createSymmetricState();
  state.mixHash(NOISE_WA_HEADER);
  state.mixHash(theirs);
  state.mixHash(ephemeral.public);
  state.mixKey(Curve.sharedKey(ephemeral.private, theirs));
  const encryptedStatic = state.encrypt(fixed.public);
  state.mixKey(Curve.sharedKey(fixed.private, theirs));
  const payload = state.encrypt(certificateFor(fixed.public));
  const hello = proto.HandshakeMessage.encode({
    serverHello: { ephemeral: ephemeral.public, static: encryptedStatic, payload },
  }).finish();
  return {
    hello,
    finish(second) {
      const { clientFinish } = proto.HandshakeMessage.decode(second);
      const clientStatic = state.decrypt(required(clientFinish?.static));
      state.mixKey(Curve.sharedKey(ephemeral.private, clientStatic));
      const clientPayload = proto.ClientPayload.decode(state.decrypt(required(clientFinish?.payload)));
      return { payload: clientPayload, transport: state.split() };
    },
  };
}

function certificateFor(key: Uint8Array): Uint8Array {
  const intermediate = Curve.generateKeyPair();
  const details = proto.CertChain.NoiseCertificate.Details.encode({
    serial: 1,
    issuerSerial: 0,
    key: intermediate.public,
  }).finish();
  const leaf = proto.CertChain.NoiseCertificate.Details.encode({ serial: 2, issuerSerial: 1, key }).finish();
  return proto.CertChain.encode({
    intermediate: { details, signature: Curve.sign(ISSUER.private, details) },
    leaf: { details: leaf, signature: Curve.sign(intermediate.private, leaf) },
  }).finish();
}

function createSymmetricState() {
  let hash: Buffer = Buffer.from(NOISE_MODE);
  let salt: Buffer = hash;
  let key: Buffer = hash;
  let counter = 0;
  const expand = (input: Uint8Array): [Buffer, Buffer] => {
    const bytes = Buffer.from(hkdfSync("sha256", input, salt, NO_BYTES, 64));
    return [bytes.subarray(0, 32), bytes.subarray(32)];
  };
  const mixHash = (data: Uint8Array): void => {
    hash = Buffer.from(sha256(Buffer.concat([hash, data])));
  };
  return {
    mixHash,
    mixKey(input: Uint8Array): void {
      [salt, key] = expand(input);
      counter = 0;
    },
    encrypt(plain: Uint8Array): Buffer {
      const cipher = aesEncryptGCM(plain, key, toIv(counter++), hash);
      mixHash(cipher);
      return cipher;
    },
    decrypt(cipher: Uint8Array): Buffer {
      const plain = aesDecryptGCM(cipher, key, toIv(counter++), hash);
      mixHash(cipher);
      return plain;
    },
    split(): NoiseTransport {
      const [theirs, ours] = expand(NO_BYTES);
      let read = 0;
      let written = 0;
      return {
        encrypt: (plain) => aesEncryptGCM(plain, ours, toIv(written++), NO_BYTES),
        decrypt: (cipher) => aesDecryptGCM(cipher, theirs, toIv(read++), NO_BYTES),
      };
    },
  };
}

function toIv(counter: number): Buffer {
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(counter, 8);
  return iv;
}

function required(bytes: Uint8Array | null | undefined): Uint8Array {
  if (bytes === null || bytes === undefined) throw new Error("the handshake lacks a part");
  return bytes;
}
