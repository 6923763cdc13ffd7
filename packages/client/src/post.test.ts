import { expect, it } from "vitest";
import { createClient } from "./client.js";

const DUPLICATE = { error: "known", code: "DUPLICATE_MESSAGE" };

/** A daemon that answers each post as told, and the posts that it got. */
function daemonThat(...answers: readonly (() => Response)[]) {
  const posts: unknown[] = [];
  const client = createClient({
    baseUrl: "http://127.0.0.1:1",
    newMessageId: () => `cli_${posts.length}`,
    fetch: async (url, init) => {
      posts.push({ path: new URL(url).pathname, ...JSON.parse(String(init.body)) });
      return answers[Math.min(posts.length, answers.length) - 1]?.() ?? Response.error();
    },
  });
  return { client, posts };
}

const lost = (): never => {
  throw new TypeError("fetch failed");
};
const refuse = () => Response.json(DUPLICATE, { status: 409 });

it("a post whose answer was lost is sent again with its id, and stands in the room once", async () => {
  const { client, posts } = daemonThat(lost, refuse);
  await client.post({ team: "dev", message: "hello" });
  const post = { path: "/api/chatroom/dev", message: "hello", messageId: "cli_0" };
  expect(posts).toEqual([post, post]);
});

it("a post that the server refuses is not sent again", async () => {
  const { client, posts } = daemonThat(refuse);
  await expect(client.post({ team: "dev", message: "hello" })).rejects.toMatchObject({
    code: "DUPLICATE_MESSAGE",
  });
  expect(posts).toHaveLength(1);
});
