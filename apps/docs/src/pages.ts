/**
 * Which files of the repository are pages of the site, and where: files of `docs/` lose that folder, all others keep
 * their path. So a relative link between two files stays right on the site, where a browser stops at the root.
 */
import { posix } from "node:path";

/** Folders and files that hold no page; patterns as VitePress reads them. */
export const NO_PAGES = [
  "README.md",
  "CHANGELOG.md",
  "packages/*/*/**",
  "packages/*/CHANGELOG.md",
  "apps/office/**",
  "apps/docs/README.md",
  "apps/docs/node_modules/**",
  "benchmarks/**",
  "docker/**",
  "scripts/**",
  "tests/**",
];

/** Files that pages link to and that are served as they are. */
export const SERVED_FILES = ["docs/reference/openapi.json", "docs/reference/settings.schema.json"];

const MOVED = ["docs/", "apps/docs/pages/"];

/** @param file path in the repository @returns path on the site, with its extension */
export function toSitePath(file: string): string {
  const folder = MOVED.find((prefix) => file.startsWith(prefix)) ?? "";
  const path = file.slice(folder.length);
  return folder !== "" && posix.basename(path) === "README.md"
    ? posix.join(posix.dirname(path), "index.md")
    : path;
}

/** Where a link of a file leads. */
export type Target =
  | { readonly kind: "page"; readonly path: string }
  | { readonly kind: "served"; readonly path: string }
  /** A file or folder that only the repository has. */
  | { readonly kind: "source"; readonly path: string }
  | { readonly kind: "elsewhere" };

/** What a link may lead to. */
export interface Site {
  /** Paths in the repository of all pages. */
  readonly pages: ReadonlySet<string>;
}

/** @param file path in the repository of the page with the link @param href as it is written */
export function toTarget(file: string, href: string, { pages }: Site): Target {
  if (href.startsWith("#") || href.startsWith("/") || URL.canParse(href)) return { kind: "elsewhere" };
  const [name = "", hash] = splitHash(href);
  const path = posix.join(posix.dirname(file), decodeURI(name)).replace(/\/$/, "");
  for (const page of [path, posix.join(path, "README.md")])
    if (pages.has(page)) return { kind: "page", path: `/${toSitePath(page)}${hash}` };
  if (SERVED_FILES.includes(path)) return { kind: "served", path: `/${toSitePath(path)}` };
  return { kind: "source", path };
}

function splitHash(href: string): [string, string] {
  const at = href.indexOf("#");
  return at < 0 ? [href, ""] : [href.slice(0, at), href.slice(at)];
}

/** The anchor that GitHub gives a heading: the documents are read there too. */
export function toAnchor(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}
