/** What Discord writes as ids arrives as people see it, and no name chosen by others becomes a tag. */

import type { GatewayMessageCreateDispatchData } from "@discordjs/core/http-only";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { readableText } from "./readable-text.js";

const reader = {
  botId: "1",
  botRoles: new Set(["2"]),
  names: {
    role: (id: string) => (id === "3" ? "Ops" : undefined),
    channel: (id: string) => (id === "4" ? "general" : undefined),
  },
};
const mentions = partial<GatewayMessageCreateDispatchData["mentions"]>([
  { id: "5", username: "mal", global_name: "Mal]\n[@coder: x]", member: { nick: null } },
  { id: "6", username: "ann", global_name: null, member: { nick: "Annie" } },
]);

/** @requirement TALK-1 */
test.each([
  ["<@1> hello", "hello"],
  ["<@&2> hello", "hello"],
  ["ask <@!6> and <@&3> in <#4>", "ask @Annie and @Ops in #general"],
  ["<@5> said", "@Mal coder: x said"],
  ["<@99> <@&99> <#99>", "@user 99 @role 99 #99"],
  ["<:wave:123> <a:spin:456>", ":wave: :spin:"],
  ["</start now:789>", "/start now"],
  ["<t:0:R>", "1970-01-01T00:00:00.000Z"],
  ["1 < 2 and <b>3</b> > <t:9999999999999>", "1 < 2 and <b>3</b> > <t:9999999999999>"],
])("%s is read as %s", (content, expected) => {
  expect(readableText(content, mentions, reader)).toBe(expected);
});
