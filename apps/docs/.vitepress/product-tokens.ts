/** The colours of TinyOffice for the site: its token file names themes by an attribute, VitePress by a class. */
import type { Plugin } from "vitepress";

export function productTokens(): Plugin {
  return {
    name: "product-tokens",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("/apps/office/src/ui/tokens.css")) return undefined;
      return code.replaceAll('[data-theme="dark"]', "html.dark").replaceAll('[data-theme="light"]', "html");
    },
  };
}
