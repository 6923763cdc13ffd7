/** Ids of the mails that TinyAGI sends. They are the same for each try to send the same thing. */
import { createHash, randomUUID } from "node:crypto";

const MARK = "tinyagi.";

/** @param account address of the account @param key the same on each try */
export function ownId(account: string, key: string | undefined): string {
  const name = key === undefined ? randomUUID() : createHash("sha256").update(key).digest("hex").slice(0, 40);
  return `${MARK}${name}@${getDomain(account)}`;
}

export function isOwnId(id: string, account: string): boolean {
  return id.startsWith(MARK) && id.endsWith(`@${getDomain(account)}`);
}

function getDomain(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
