/**
 * `fetch` for the mock's Responses endpoint: adds `created_at`, which the real API sends with every response object and
 * the SDK insists on.
 */

const HEAD = '"object":"response",';

/** Adds the field in JSON bodies and in streams, event by event. */
export const responsesFetch: typeof globalThis.fetch = async (input, init) => {
  const response = await globalThis.fetch(input, init);
  if (!response.ok || response.body === null) return response;
  const patched = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(byLine())
    .pipeThrough(new TextEncoderStream());
  const { status, headers } = response;
  return new Response(patched, { status, headers });
};

function byLine(): TransformStream<string, string> {
  let rest = "";
  const patch = (text: string) => text.replaceAll(HEAD, `${HEAD}"created_at":0,`);
  return new TransformStream({
    transform(chunk, controller) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) controller.enqueue(`${patch(line)}\n`);
    },
    flush(controller) {
      controller.enqueue(patch(rest));
    },
  });
}
