/**
 * Whether a mail comes from whom it names, by the word of the server that received it: the topmost
 * `Authentication-Results` with the configured name (RFC 8601). Anybody can write such a header into a mail, but it is
 * below the one of the server. Pure and linear.
 */
import type { MailHeaders } from "./mail-headers.js";

interface Result {
  readonly method: string;
  readonly result: string;
  /** `header.d=example.org` and so on. */
  readonly properties: ReadonlyMap<string, string>;
}

/** @param domain of the address in `From`, in lower case */
export function isAuthentic(headers: MailHeaders, authservId: string, domain: string): boolean {
  // A second author would be the one whom nobody checked.
  if (headers.all("from").length !== 1) return false;
  const word = headers
    .all("authentication-results")
    .map(readResults)
    .find(({ server }) => server === authservId);
  return word?.results.some((result) => speaksFor(result, domain)) ?? false;
}

function speaksFor({ method, result, properties }: Result, domain: string): boolean {
  if (result !== "pass") return false;
  const property = (name: string): string => properties.get(name) ?? "";
  switch (method) {
    case "dmarc":
      return property("header.from") === domain;
    case "dkim": {
      const signer = property("header.d") || getDomain(property("header.i"));
      return isAligned(signer, domain);
    }
    case "spf":
      return isAligned(getDomain(property("smtp.mailfrom")), domain);
    default:
      return false;
  }
}

function getDomain(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}

/** A domain speaks for itself and for those below it; one label alone is a registry. */
function isAligned(signer: string, domain: string): boolean {
  return signer.includes(".") && (signer === domain || domain.endsWith(`.${signer}`));
}

function readResults(value: string): { server: string; results: Result[] } {
  const [head = "", ...rest] = withoutComments(value).toLowerCase().split(";");
  const server = head.trim().split(/\s/, 1)[0] ?? "";
  return { server, results: rest.map(readResult) };
}

function readResult(text: string): Result {
  const pairs = text
    .trim()
    .replaceAll(/\s?=\s?/g, "=")
    .split(/\s/)
    .filter((word) => word.includes("="))
    .map((word) => {
      const at = word.indexOf("=");
      return [word.slice(0, at), word.slice(at + 1).replaceAll('"', "")] as const;
    });
  const [[name = "", result = ""] = [], ...properties] = pairs;
  // The first value of a property counts.
  return { method: name.split("/", 1)[0] ?? "", result, properties: new Map(properties.toReversed()) };
}

/** Comments may contain anything, such as `; dmarc=pass`. So may texts in quotation marks. */
function withoutComments(value: string): string {
  let text = "";
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at] ?? "";
    if (character === "\\") at += 1;
    else if (isQuoted) isQuoted = character !== '"';
    else if (character === '"' && depth === 0) isQuoted = true;
    else if (character === "(") depth += 1;
    else if (character === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0) text += character;
  }
  return text;
}
