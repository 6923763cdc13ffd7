/** Renders the OpenAPI document as one HTML page without scripts. All text is escaped. */
import type { Json, JsonObject } from "./component-schemas.js";
import { PAGE_STYLE } from "./page-style.js";
import { schemaText } from "./schema-text.js";

interface Operation {
  method: string;
  path: string;
  value: JsonObject;
}

/** @param document of `openApiDocument` */
export function apiPage(document: JsonObject): string {
  const info = object(document.info);
  const operations = listOperations(document);
  const groups = [...new Set(operations.map(({ value }) => getGroup(value)))].sort();
  const schemas = Object.entries(object(object(document.components).schemas));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>TinyAGI API</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>TinyAGI API</h1>
<p class="soft">Version ${escapeHtml(text(info.version))} · ${operations.length} routes · <a href="/api/openapi.json" download="openapi.json">OpenAPI document</a></p>
${paragraphs(text(info.description))}
</header>
<nav aria-label="Groups">${groups.map((group) => `<a href="#${escapeHtml(group)}">${escapeHtml(group)}</a>`).join("")}<a href="#schemas">schemas</a></nav>
<main>
${groups.map((group) => groupSection(group, operations)).join("\n")}
<h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => schemaBlock(name, schema)).join("\n")}
</main>
</body>
</html>
`;
}

function listOperations(document: JsonObject): Operation[] {
  return Object.entries(object(document.paths)).flatMap(([path, methods]) =>
    Object.entries(object(methods)).map(([method, value]) => ({ method, path, value: object(value) })),
  );
}

function groupSection(group: string, operations: readonly Operation[]): string {
  const own = operations.filter(({ value }) => getGroup(value) === group);
  return `<h2 id="${escapeHtml(group)}">${escapeHtml(group)}</h2>\n${own.map(operationBlock).join("\n")}`;
}

function operationBlock({ method, path, value }: Operation): string {
  const body = toContent(object(value.requestBody));
  const answer = toContent(object(object(value.responses)["200"]));
  const callers = list(value["x-callers"]).map(text);
  return `<details id="${escapeHtml(text(value.operationId))}">
<summary><code class="method ${escapeHtml(method)}">${escapeHtml(method.toUpperCase())}</code><code class="path">${escapeHtml(path)}</code><span class="what">${withCode(text(value.summary))}</span></summary>
<div>
<p class="soft">Scope: ${escapeHtml(text(value["x-scope"]))}${callers.length === 0 ? "" : ` · may be called with the token of a ${escapeHtml(callers.join(" or "))}`} · refusals: ${escapeHtml(listStatuses(value).join(", "))}</p>
${parameterTable(list(value.parameters).map(object))}
${body === undefined ? "" : `<h3>Body</h3><pre tabindex="0">${escapeHtml(schemaText(body.schema))}</pre>`}
${answer === undefined ? "" : `<h3>Answer (${escapeHtml(answer.type)})</h3><pre tabindex="0">${escapeHtml(schemaText(answer.schema))}</pre>`}
</div>
</details>`;
}

function listStatuses(operation: JsonObject): string[] {
  return Object.keys(object(operation.responses)).filter((status) => status !== "200");
}

function parameterTable(parameters: readonly JsonObject[]): string {
  if (parameters.length === 0) return "";
  const rows = parameters.map((parameter) => {
    const schema = object(parameter.schema);
    const standard = schema.default === undefined ? "" : ` = ${JSON.stringify(schema.default)}`;
    const needed = parameter.required === true ? "" : "?";
    return `<tr><td><code>${escapeHtml(text(parameter.name))}${needed}</code></td><td>${escapeHtml(text(parameter.in))}</td><td><code>${escapeHtml(schemaText(schema))}${escapeHtml(standard)}</code></td><td>${escapeHtml(text(parameter.description))}</td></tr>`;
  });
  return `<h3>Parameters</h3><table><thead><tr><th>Name</th><th>In</th><th>Type</th><th>Meaning</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function schemaBlock(name: string, schema: Json): string {
  return `<details id="schema-${escapeHtml(name)}"><summary><code class="path">${escapeHtml(name)}</code></summary><div><pre tabindex="0">${escapeHtml(schemaText(schema))}</pre></div></details>`;
}

function toContent(holder: JsonObject): { type: string; schema: Json | undefined } | undefined {
  const [entry] = Object.entries(object(holder.content));
  return entry === undefined ? undefined : { type: entry[0], schema: object(entry[1]).schema };
}

function getGroup(operation: JsonObject): string {
  return text(list(operation.tags)[0]);
}

function paragraphs(description: string): string {
  return description
    .split("\n\n")
    .map((part) => `<p>${withCode(part)}</p>`)
    .join("\n");
}

/** Renders text between backticks as code. */
function withCode(part: string): string {
  return escapeHtml(part).replace(/`([^`]+)`/g, "<code>$1</code>");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

function object(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
