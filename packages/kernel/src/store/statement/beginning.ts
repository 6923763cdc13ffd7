/**
 * The columns of a message from which the beginning of its prompt is rendered, cut in SQL: the prompt of a join or a chain has
 * the answers of many agents, and a list shows 300 characters of it.
 */

/** Characters of a text that are read: more than are shown, so that a credential is found whole before the text is cut. */
export const BEGINNING_CHARS = 2_000;

const cut = (value: string): string => `substr(${value}, 1, ${BEGINNING_CHARS})`;

/** The first values of an array, until their texts are enough. */
const first = (path: string, text: string): string =>
  `(SELECT value FROM (SELECT value, sum(1 + length(${text})) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
     FROM json_each(m.context, '${path}') wanted) WHERE coalesce(before, 0) < ${BEGINNING_CHARS})`;

/** `{agentId, text}` or `{id, text}` of the first results. */
const results = (path: string): string =>
  `(SELECT json_group_array(json_patch(value, json_object('text', ${cut("value ->> 'text'")}))) FROM ${first(path, "value ->> 'text'")})`;

const part = (path: string, members: string): string =>
  `iif(m.context -> '${path}' IS NULL, NULL, json_patch(json_remove(m.context -> '${path}', '$.results', '$.request', '$.expected'), json_object(${members})))`;

// What the context does not have is left out. Not by a patch, which would also take out what is null inside.
const CONTEXT = `iif(m.context IS NULL OR length(m.context) <= ${BEGINNING_CHARS}, m.context, (SELECT json_group_object(key, json(value)) FROM json_each(json_object(
  'notes', (SELECT json_group_array(${cut("value")}) FROM ${first("$.notes", "value")}),
  'repeats', json(m.context -> '$.repeats'),
  'chain', json(${part("$.chain", `'request', ${cut("m.context ->> '$.chain.request'")}, 'results', ${results("$.chain.results")}`)}),
  'join', json(${part("$.join", `'request', ${cut("m.context ->> '$.join.request'")}, 'results', ${results("$.join.results")}`)}),
  'task', json(${part("$.task", `'expected', ${cut("m.context ->> '$.task.expected'")}, 'results', ${results("$.task.results")}`)})))
  wanted WHERE type <> 'null'))`;

/** Of a message `m`: what `MessageContent` needs besides its kind, sender and team. */
export const BEGINNING = `${cut("m.text")} AS text, ${cut("m.shared")} AS shared, ${CONTEXT} AS context`;
