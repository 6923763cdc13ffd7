/**
 * The columns of a message from which the beginning of its prompt is rendered, cut in SQL: the prompt of a join or a chain has
 * the answers of many agents, and a list shows 300 characters of it.
 */

/** Characters of a text that are read: more than are shown, so that a credential is found whole before the text is cut. */
export const BEGINNING_CHARS = 2_000;
/** Of the texts before the author's own words, and of the results after the request. */
const PARTS_MAX = 5;

const cut = (value: string): string => `substr(${value}, 1, ${BEGINNING_CHARS})`;

/** `{agentId, text}` or `{id, text}` of the first results. */
const results = (path: string): string =>
  `(SELECT json_group_array(json_patch(value, json_object('text', ${cut("value ->> 'text'")}))) FROM (SELECT value FROM json_each(m.context, '${path}') wanted LIMIT ${PARTS_MAX}))`;

const part = (path: string, members: string): string =>
  `iif(m.context -> '${path}' IS NULL, NULL, json_patch(json_remove(m.context -> '${path}', '$.results', '$.request', '$.expected'), json_object(${members})))`;

// A member that is null is left out by the patch.
const CONTEXT = `iif(m.context IS NULL OR length(m.context) <= ${BEGINNING_CHARS}, m.context, json_patch('{}', json_object(
  'notes', (SELECT json_group_array(${cut("value")}) FROM (SELECT value FROM json_each(m.context, '$.notes') wanted LIMIT ${PARTS_MAX})),
  'repeats', json(m.context -> '$.repeats'),
  'chain', json(${part("$.chain", `'request', ${cut("m.context ->> '$.chain.request'")}, 'results', ${results("$.chain.results")}`)}),
  'join', json(${part("$.join", `'request', ${cut("m.context ->> '$.join.request'")}, 'results', ${results("$.join.results")}`)}),
  'task', json(${part("$.task", `'expected', ${cut("m.context ->> '$.task.expected'")}, 'results', ${results("$.task.results")}`)}))))`;

/** Of a message `m`: what `MessageContent` needs besides its kind, sender and team. */
export const BEGINNING = `${cut("m.text")} AS text, ${cut("m.shared")} AS shared, ${CONTEXT} AS context`;
