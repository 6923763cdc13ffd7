/** The API's own description, generated from the route table at the first request and then cached. */
import { openApiDocument } from "../../openapi/document.js";
import { ENTRY_PAGE, ENTRY_SCRIPT } from "../../openapi/entry-page.js";
import { apiPage } from "../../openapi/page.js";
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type OpenapiHandlers = Pick<RouteHandlers, "openapi" | "docs" | "docsEntry" | "docsEntryScript">;

export function openapiHandlers({ daemon }: Services): OpenapiHandlers {
  let document: ReturnType<typeof openApiDocument> | undefined;
  let page: string | undefined;
  const openapi = () => {
    document ??= openApiDocument({ version: daemon.version });
    return document;
  };
  return {
    openapi,
    docs() {
      page ??= apiPage(openapi());
      return page;
    },
    docsEntry: () => ENTRY_PAGE,
    docsEntryScript(_input, { http }) {
      http.setHeader("content-type", "text/javascript; charset=utf-8");
      return ENTRY_SCRIPT;
    },
  };
}
