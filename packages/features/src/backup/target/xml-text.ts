/** Reads the few texts that answers of an S3 storage hold. Linear; knows no attributes, which these answers do not use. */

const ENTITIES: readonly (readonly [string, string])[] = [
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
  ["&#39;", "'"],
  ["&amp;", "&"],
];

/** The contents of all elements of this name, in order. */
export function textIn(xml: string, name: string): string[] {
  const [open, close] = [`<${name}>`, `</${name}>`];
  const found: string[] = [];
  for (let at = xml.indexOf(open); at !== -1; ) {
    const end = xml.indexOf(close, at);
    if (end === -1) break;
    found.push(decoded(xml.slice(at + open.length, end)));
    at = xml.indexOf(open, end);
  }
  return found;
}

function decoded(text: string): string {
  return ENTITIES.reduce((read, [entity, character]) => read.replaceAll(entity, character), text);
}
