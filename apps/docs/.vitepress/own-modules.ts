/** Pages lie outside of this folder, where Node finds no Vue: their imports are resolved as if they lay here. */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vitepress";

const HERE = fileURLToPath(import.meta.url);

export function ownModules(): Plugin {
  return {
    name: "own-modules",
    enforce: "pre",
    resolveId(id, importer, { ssr } = {}) {
      if (id !== "vue" && !id.startsWith("vue/")) return null;
      // Node loads it while the pages are made: twice the same library would share no state.
      if (ssr) return { id, external: true };
      return importer?.includes("/node_modules/") ? null : this.resolve(id, HERE, { skipSelf: true });
    },
  };
}
