/**
 * The public keys with which releases are signed. Empty until the first signed release: then a file is checked by its
 * checksum only, and the command says so. To change a key, add the new one a release before the old one is removed.
 */
export interface ReleaseKey {
  /** Ed25519, SPKI in DER, base64: `openssl pkey -in release.pem -pubout -outform DER | base64`. */
  readonly publicKey: string;
}

export const RELEASE_KEYS: readonly ReleaseKey[] = [];
