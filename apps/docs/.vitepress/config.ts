/** The site is made from the documents of the repository: nothing of them is copied, and nothing is fetched. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type MarkdownRenderer } from "vitepress";
import { listPages } from "../src/list-pages";
import { NO_PAGES, toAnchor, toSitePath } from "../src/pages";
import { toGroups } from "../src/sidebar";
import { toPictures } from "./diagrams";
import { addLinks } from "./links";
import { ownModules } from "./own-modules";
import { servePlain, writePlain } from "./plain-pages";
import { productTokens } from "./product-tokens";

const root = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
const about = "Run a team of AI agents on your own machine. You send one message and get one answer.";
const base = process.env.DOCS_BASE ?? "/";
const { version } = JSON.parse(readFileSync(join(root, "packages/cli/package.json"), "utf8"));

const titles = listPages(root);
const groups = toGroups(titles);
const plain = { root, files: [...titles.keys()], groups, about };
const pages = new Set(plain.files);

export default defineConfig({
  srcDir: root,
  srcExclude: NO_PAGES,
  outDir: fileURLToPath(new URL("../dist", import.meta.url)),
  base,
  rewrites: toSitePath,
  cleanUrls: true,
  title: "TinyAGI",
  description: about,
  lang: "en",
  head: [
    ["link", { rel: "icon", type: "image/svg+xml", href: `${base}icon.svg` }],
    ["meta", { name: "theme-color", content: "#faf9f7", media: "(prefers-color-scheme: light)" }],
    ["meta", { name: "theme-color", content: "#121211", media: "(prefers-color-scheme: dark)" }],
  ],
  transformHead: ({ assets }) => {
    // The letters of the text, before the styles that name them are read: otherwise the page is drawn twice.
    const font = assets.find((asset) => /inter-latin-wght-normal\.[\w-]+\.woff2$/.test(asset));
    return font === undefined
      ? []
      : [["link", { rel: "preload", href: font, as: "font", type: "font/woff2", crossorigin: "" }]];
  },
  markdown: {
    anchor: { slugify: toAnchor },
    config(md) {
      addLinks(md, { root, source: process.env.DOCS_SOURCE, site: () => ({ pages }) });
      drawDiagrams(md);
      keepBraces(md);
    },
  },
  themeConfig: {
    logo: { src: "/icon.svg", width: 24, height: 24, alt: "" },
    search: { provider: "local" },
    outline: { level: [2, 3] },
    nav: [
      { text: "Guide", link: "/guide/getting-started", activeMatch: "^/guide/" },
      { text: "Reference", link: "/reference/cli", activeMatch: "^/reference/" },
      { text: "Architecture", link: "/architecture" },
      { text: `Version ${version}`, link: "/guide/update" },
    ],
    sidebar: groups.map(({ text, entries }) => ({
      text,
      collapsed: false,
      items: entries.map((entry) => ({ text: entry.text, link: entry.link })),
    })),
  },
  vite: {
    publicDir: join(root, "apps/office/public"),
    plugins: [ownModules(), productTokens(), servePlain(plain)],
    server: {
      fs: { allow: [root] },
      watch: { ignored: ["**/node_modules/**", "**/dist/**", "**/.next/**", "**/out/**"] },
    },
    build: { chunkSizeWarningLimit: 4096 },
  },
  buildEnd: (site) => writePlain(plain, site),
});

function drawDiagrams(md: MarkdownRenderer): void {
  const { fence } = md.renderer.rules;
  md.renderer.rules.fence = (tokens, at, options, env, self) => {
    const token = tokens[at];
    if (token?.info.trim() === "mermaid") return toPictures(token.content);
    return fence?.(tokens, at, options, env, self) ?? "";
  };
}

/** Two braces in a document are text, and no expression of Vue. */
function keepBraces(md: MarkdownRenderer): void {
  for (const name of ["text", "code_inline"] as const) {
    const rule = md.renderer.rules[name];
    md.renderer.rules[name] = (...all) => (rule?.(...all) ?? "").replaceAll("{{", "&#123;&#123;");
  }
}
