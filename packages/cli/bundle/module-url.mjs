/**
 * Keeps `import.meta.url` true: in the bundle, the module `kernel/src/store/migrate.ts` still has a URL that ends in
 * `kernel/src/store/migrate.js`, below the bundle's folder. So a module finds its files and programs at the same
 * relative path in the sources, in the output of tsc and in the bundle.
 */
import { relative, sep } from "node:path";

const META_URL = "import.meta.url";
/** The variable of a chunk that holds the URL of the bundle's folder. */
const ROOT = "tinyagiBundleRoot";

/** @param {string} packages absolute path of the folder of the packages */
export function keepModuleUrls(packages) {
  return {
    name: "keep-module-urls",
    transform(code, id) {
      if (!id.startsWith(packages + sep) || id.includes("node_modules") || !code.includes(META_URL)) return;
      const path = relative(packages, id).replace(/\.ts$/, ".js");
      // As long as no line is added, the source map stays right.
      return { code: code.replaceAll(META_URL, `new URL(${JSON.stringify(path)}, ${ROOT}).href`), map: null };
    },
  };
}

/** The line that a chunk begins with: which folder it is in, seen from its own. */
export function bundleRoot({ fileName }) {
  const up = "../".repeat(fileName.split("/").length - 1);
  return `const ${ROOT} = new URL(${JSON.stringify(up || "./")}, ${META_URL});`;
}
