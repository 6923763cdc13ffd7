/** Beside each page its Markdown, for the button that copies it and for programs; `llms.txt` lists them. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin, SiteConfig } from "vitepress";
import { SERVED_FILES, toSitePath } from "../src/pages";
import { toIndex, toPlain } from "../src/plain";
import type { Group } from "../src/sidebar";

export interface Plain {
  /** Folder of the repository, absolute. */
  readonly root: string;
  /** Paths in the repository. */
  readonly files: readonly string[];
  readonly groups: readonly Group[];
  readonly about: string;
}

/** @throws when VitePress found other pages than the sidebar knows */
export function writePlain({ root, files, groups, about }: Plain, { outDir, pages }: SiteConfig): void {
  const others = [
    ...pages.filter((page) => !files.includes(page)),
    ...files.filter((file) => !pages.includes(file)),
  ];
  if (others.length > 0)
    throw new Error(`pages that the list and the site do not share: ${others.join(", ")}`);
  const plain = (file: string) => toPlain(readFileSync(join(root, file), "utf8"));
  for (const file of files) write(join(outDir, toSitePath(file)), plain(file));
  for (const file of SERVED_FILES) copyFileSync(join(root, file), join(outDir, toSitePath(file)));
  write(join(outDir, "llms.txt"), toIndex(groups, about, plain));
}

/** The same for `pnpm docs`, which writes no files. The query tells a page's text from its module. */
export function servePlain({ root, files }: Pick<Plain, "root" | "files">): Plugin {
  const fileOf = new Map(files.map((file) => [`/${toSitePath(file)}`, file]));
  return {
    name: "plain-pages",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const [path = "", query] = (request.url ?? "").split("?");
        const file = query === "plain" ? fileOf.get(path) : undefined;
        if (file === undefined) return next();
        response.setHeader("content-type", "text/markdown; charset=utf-8");
        response.end(toPlain(readFileSync(join(root, file), "utf8")));
      });
    },
  };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
