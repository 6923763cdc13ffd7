import type { Settings } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { createTempStore } from "../store/fixture.js";
import { createRooms } from "./rooms.js";

const TEAM = { name: "Dev", agents: ["coder"], leader_agent: "coder" };

async function createRoomFixture() {
  const temp = createTempStore();
  const { store, clock } = temp;
  const events: object[] = [];
  const rooms = createRooms({
    store,
    clock,
    journal: {
      append(type, data) {
        expect([type, store.db.inTransaction]).toEqual(["room.read", true]);
        events.push(data);
      },
    },
    settings: { current: () => partial<Settings>({ teams: { dev: TEAM, ops: TEAM } }) },
  });
  const add = (from: string): number =>
    store.history.addChatMessage({
      team_id: "dev",
      from_agent: from,
      message: `post of ${from}`,
      created_at: clock.now(),
    });
  return {
    rooms,
    events: () => events,
    post: (from: string) => store.write(() => add(from)),
    postMany: (from: string, count: number) =>
      store.write(() => {
        for (let i = 0; i < count; i += 1) add(from);
      }),
    [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
  };
}

test("a room counts the posts of others after the mark, and a mark never moves back", async () => {
  await using f = await createRoomFixture();
  expect(f.rooms.list()).toEqual([
    expect.objectContaining({ id: "dev", readId: 0, unread: 0, firstUnread: null, lastPost: null }),
    expect.objectContaining({ id: "ops" }),
  ]);
  const [first, , third] = [await f.post("coder"), await f.post("user"), await f.post("system")];
  expect(f.rooms.list()[0]).toMatchObject({
    unread: 2,
    firstUnread: { id: first },
    lastPost: { id: third, fromAgent: "system", preview: "post of system" },
  });
  expect(await f.rooms.markRead("dev", first ?? 0)).toMatchObject({ readId: first, unread: 1 });
  expect(await f.rooms.markRead("dev", 0)).toMatchObject({ readId: first, unread: 1 });
  expect(f.events()).toEqual([{ team: "dev", roomMessageId: first }]);
});

test("a mark beyond the newest post stops there, so that a later post is unread", async () => {
  await using f = await createRoomFixture();
  const first = await f.post("coder");
  expect(await f.rooms.markRead("dev", 1e9)).toMatchObject({ readId: first, unread: 0 });
  await f.post("coder");
  expect(f.rooms.list()[0]).toMatchObject({ unread: 1 });
  await expect(f.rooms.markRead("nobody", 1)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("unread posts are counted up to a thousand", async () => {
  await using f = await createRoomFixture();
  await f.postMany("coder", 1_005);
  expect(f.rooms.list()[0]).toMatchObject({ unread: 1_000 });
});
