/**
 * Converts a handler's answer to the route's kind of body. An HTML page gets a policy that allows only its own style:
 * no images, no frames, and no scripts except on the one page that has a script. Injected text can therefore load
 * nothing.
 */
import { createHash } from "node:crypto";
import type { RouteDefinition } from "@tinyagi/contracts";
import type { FastifyReply } from "fastify";

/** Sets the content type and returns the body. @throws when a handler of `text` or `html` does not return a string */
export function answerBody(definition: RouteDefinition, output: unknown, reply: FastifyReply): string {
  if (definition.answer === undefined || definition.answer === "json") {
    reply.type("application/json; charset=utf-8");
    return JSON.stringify(output);
  }
  if (typeof output !== "string") throw new Error("a handler of text answered with something else");
  if (definition.answer === "html")
    reply.header("content-security-policy", pagePolicy(output, definition.script));
  // A handler may have set a more specific text type.
  if (!reply.hasHeader("content-type"))
    reply.type(definition.answer === "html" ? "text/html; charset=utf-8" : "text/plain; charset=utf-8");
  return output;
}

function pagePolicy(page: string, script: RouteDefinition["script"]): string {
  const styles = page.split("<style>").slice(1);
  const hashes = styles.map((rest) => {
    const [style = ""] = rest.split("</style>", 1);
    return `'sha256-${createHash("sha256").update(style).digest("base64")}'`;
  });
  const style = hashes.length === 0 ? "'none'" : hashes.join(" ");
  const scripts = script === "own" ? "script-src 'self'; connect-src 'self'; " : "";
  return `default-src 'none'; ${scripts}style-src ${style}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;
}
