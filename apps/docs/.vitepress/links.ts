/** Links of the documents, as they are written for the repository, lead to pages of the site. */
import type { MarkdownRenderer } from "vitepress";
import { type Site, type Target, toTarget } from "../src/pages";

type Token = ReturnType<MarkdownRenderer["parse"]>[number];

export interface Where {
  /** Folder of the repository, absolute. */
  readonly root: string;
  /** Where a reader finds what only the repository has; without it, its name is no link. */
  readonly source: string | undefined;
  readonly site: () => Site;
}

export function addLinks(md: MarkdownRenderer, where: Where): void {
  md.core.ruler.push("repository-links", ({ env, tokens }) => {
    const file = String(env.realPath ?? env.path ?? "").slice(where.root.length + 1);
    for (const { children } of tokens)
      for (const [at, token] of (children ?? []).entries()) {
        if (token.type !== "link_open") continue;
        // The end of a link is the next one: links do not contain links.
        const end = children?.slice(at).find(({ type }) => type === "link_close");
        lead(token, end, { target: toTarget(file, token.attrGet("href") ?? "", where.site()), where });
      }
  });
}

function lead(token: Token, end: Token | undefined, to: { target: Target; where: Where }): void {
  const { target, where } = to;
  if (target.kind === "elsewhere") return;
  if (target.kind !== "source") {
    token.attrSet("href", target.path);
    // The site's router knows pages only.
    if (target.kind === "served") token.attrSet("target", "_self");
  } else if (where.source !== undefined) {
    token.attrSet("href", `${where.source}/${target.path}`);
  } else {
    token.type = "source_open";
    token.tag = "span";
    token.attrs = [["title", `${target.path} in the repository`]];
    if (end !== undefined) end.tag = "span";
  }
}
