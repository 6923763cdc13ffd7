// An agent of Paperclip for `pnpm bench peers-service`: reads the issue of its run, asks the model, comments, closes the issue.
const { PAPERCLIP_API_URL, PAPERCLIP_API_KEY, PAPERCLIP_RUN_ID, MODEL_URL } = process.env;

async function call(url, method = "GET", body = undefined) {
  const own = url.startsWith(PAPERCLIP_API_URL);
  const headers = {
    "content-type": "application/json",
    ...(own && PAPERCLIP_API_KEY ? { authorization: `Bearer ${PAPERCLIP_API_KEY}` } : {}),
    ...(own ? { "x-paperclip-run-id": PAPERCLIP_RUN_ID } : {}),
  };
  const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

const api = `${PAPERCLIP_API_URL}/api`;
const run = await call(`${api}/heartbeat-runs/${PAPERCLIP_RUN_ID}`);
const issueId = run.contextSnapshot.issueId;
const issue = await call(`${api}/issues/${issueId}`);
if (issue.status !== "done") {
  const messages = [{ role: "user", content: issue.title }];
  const answer = await call(`${MODEL_URL}/chat/completions`, "POST", { model: "mock-large", messages });
  const comment = answer.choices[0].message.content;
  await call(`${api}/issues/${issueId}`, "PATCH", { status: "done", comment });
  process.stdout.write(`${comment}\n`);
}
