/** Addresses of git remotes and of their APIs. This file imports nothing that checks values: pages load it. */
import { isLoopback } from "../host-name.js";

/** `https:`, or `http:` on this machine; without a login, a query or a fragment. */
export function isRemoteUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password, search, hash, pathname } = new URL(value);
  if (username !== "" || password !== "" || search !== "" || hash !== "" || pathname.includes("//"))
    return false;
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}

/** Where a repository is at GitHub. */
export interface GithubPlace {
  readonly api: string;
  readonly owner: string;
  readonly repo: string;
}

const NAME = /^[A-Za-z0-9._-]{1,100}$/;

/** @returns undefined for a remote that is no GitHub */
export function githubOf({ url, api }: { url: string; api?: string | undefined }): GithubPlace | undefined {
  const { hostname, pathname } = new URL(url);
  const base = api ?? (hostname === "github.com" ? "https://api.github.com" : undefined);
  const [owner = "", name = "", ...rest] = pathname.slice(1).split("/");
  const repo = name.endsWith(".git") ? name.slice(0, -".git".length) : name;
  if (base === undefined || rest.some((part) => part !== "") || !isName(owner) || !isName(repo))
    return undefined;
  return { api: base.endsWith("/") ? base.slice(0, -1) : base, owner, repo };
}

function isName(name: string): boolean {
  return NAME.test(name) && name !== "." && name !== "..";
}

/** The page on which a person opens a pull request, where its address is known. */
export function compareUrl(
  { url }: { url: string },
  { target, branch }: { target: string; branch: string },
): string | null {
  const { protocol, hostname } = new URL(url);
  const web = url.endsWith(".git") ? url.slice(0, -".git".length) : url;
  if (protocol !== "https:") return null;
  if (hostname === "github.com") return `${web}/compare/${target}...${branch}?expand=1`;
  if (hostname === "gitlab.com")
    return `${web}/-/merge_requests/new?merge_request%5Bsource_branch%5D=${encodeURIComponent(branch)}&merge_request%5Btarget_branch%5D=${encodeURIComponent(target)}`;
  if (hostname === "codeberg.org") return `${web}/compare/${target}...${branch}`;
  return null;
}
