/**
 * Serves TinyOffice: pages, scripts, styles and fonts without any data, so they need no session. A page may run only
 * its own scripts, and may talk only to this server. Names with a hash of the content are cached for ever.
 */
import { ROUTES } from "@tinyagi/contracts";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { OfficeEncoding, OfficeFile, OfficeFiles } from "./office-files.js";

const READING: ReadonlySet<string> = new Set(["GET", "HEAD"]);
/** Files whose name changes with their content. */
const HASHED = /^\/_next\/static\/(chunks|media|css)\//;
/** The page that says that there is none. */
const MISSING = "/404";
/** What programs ask for below these gets no page. */
const OF_ROUTES: ReadonlySet<string | undefined> = new Set(
  Object.values(ROUTES).map(({ path }) => firstPart(path)),
);
const FOR_EVER = "public, max-age=31536000, immutable";

export interface Office {
  /** Whether the request is for one of the files. */
  serves(request: FastifyRequest): boolean;
  answer(request: FastifyRequest, reply: FastifyReply): Promise<Buffer | FastifyReply>;
}

export function createOffice(files: OfficeFiles): Office {
  const locateFile = (request: FastifyRequest): OfficeFile | undefined =>
    READING.has(request.method) ? files.find(pathOf(request)) : undefined;
  /** A page is meant by its path with a slash, too. Only paths of the list are ever led to. */
  const locatePage = (request: FastifyRequest): OfficeFile | undefined => {
    const path = pathOf(request);
    if (!READING.has(request.method) || !path.endsWith("/")) return undefined;
    const page = files.find(path.slice(0, -1) || "/");
    return page?.scripts === undefined || page.frame === true ? undefined : page;
  };
  /** A person who opened an address that is of nothing. It needs no session, so it tells nobody what there is. */
  const locateMissing = (request: FastifyRequest): OfficeFile | undefined =>
    READING.has(request.method) && isOpened(request) && !OF_ROUTES.has(firstPart(pathOf(request)))
      ? files.find(MISSING)
      : undefined;
  return {
    serves: (request) =>
      locateFile(request) !== undefined ||
      locatePage(request) !== undefined ||
      locateMissing(request) !== undefined,
    async answer(request, reply) {
      const named = locateFile(request);
      const page = named === undefined ? locatePage(request) : undefined;
      if (page !== undefined)
        return reply.redirect(page.path + request.originalUrl.slice(pathOf(request).length), 308);
      const file = named ?? locateMissing(request);
      if (file === undefined) return reply.code(404).send();
      if (file.path === MISSING) reply.code(404);
      const encoding = pickEncoding(file, request.headers["accept-encoding"]);
      const etag = `"${file.etag}${encoding ?? ""}"`;
      reply.headers({
        etag,
        vary: "accept-encoding",
        "cache-control": HASHED.test(file.path) ? FOR_EVER : "no-cache",
      });
      if (file.frame === true) {
        reply.header("content-security-policy", getFramePolicy(file.scripts ?? []));
        reply.header("x-frame-options", "SAMEORIGIN");
      } else if (file.scripts !== undefined) reply.header("content-security-policy", getPolicy(file.scripts));
      if (file.path !== MISSING && request.headers["if-none-match"] === etag) return reply.code(304).send();
      reply.type(file.type);
      if (encoding !== undefined) reply.header("content-encoding", encoding);
      return await files.read(file, encoding);
    },
  };
}

function pathOf({ originalUrl }: FastifyRequest): string {
  return originalUrl.split("?", 1)[0] ?? "";
}

function firstPart(path: string): string | undefined {
  return path.split("/", 2)[1];
}

/** By a person in a browser, which says so only over a connection that it trusts. Programs do not ask for HTML. */
function isOpened({ headers }: FastifyRequest): boolean {
  const mode = headers["sec-fetch-mode"];
  return (mode === undefined || mode === "navigate") && (headers.accept ?? "").includes("text/html");
}

/** The best encoding that the browser names; a browser that names none gets the file as it is. */
function pickEncoding(
  { encodings }: OfficeFile,
  accepted: string | string[] | undefined,
): OfficeEncoding | undefined {
  const names = String(accepted ?? "")
    .split(",")
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.split(";", 1)[0]?.trim());
  return encodings.find((encoding) => names.includes(encoding));
}

function getPolicy(scripts: readonly string[]): string {
  const hashes = scripts.map((hash) => ` '${hash}'`).join("");
  return [
    "default-src 'none'",
    `script-src 'self'${hashes}`,
    ...["style-src", "img-src", "font-src", "connect-src", "manifest-src"].map((part) => `${part} 'self'`),
    // Files of agents: each comes with a policy that takes our origin from it.
    "frame-src 'self'",
    ...["frame-ancestors", "base-uri", "form-action"].map((part) => `${part} 'none'`),
  ].join("; ");
}

/** It has no origin, loads nothing and talks to nobody but the page around it. */
function getFramePolicy(scripts: readonly string[]): string {
  const hashes = scripts.map((hash) => `'${hash}'`).join(" ");
  return [
    "sandbox allow-scripts",
    "default-src 'none'",
    `script-src ${hashes}`,
    "style-src 'unsafe-inline'",
    "img-src data:",
    "font-src data:",
    "frame-ancestors 'self'",
    ...["base-uri", "form-action"].map((part) => `${part} 'none'`),
  ].join("; ");
}
