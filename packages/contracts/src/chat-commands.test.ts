import { expect, test } from "vitest";
import { CHAT_COMMANDS, chatCommandLines, menuText } from "./chat-commands.js";

test("`/help` lists each form of each command, and to members only what they may use", () => {
  const [owner, member] = [chatCommandLines({ isOwner: true }), chatCommandLines({ isOwner: false })];
  expect(member).toContain("/default @id - make an agent or team your default");
  expect(member).toContain("/status - show running and waiting messages");
  expect(owner).toContain("/stop all - cancel the work of every sender");
  expect(owner).toContain("/restart - restart TinyAGI");
  expect(member.join("\n")).not.toMatch(/\/(approve|deny|answer|restart|stop all)/);
  expect(new Set(owner).size).toBe(owner.length);
});

test("menus say which commands are for owners", () => {
  expect(menuText(CHAT_COMMANDS.restart)).toBe("Restart TinyAGI (owners)");
  expect(menuText(CHAT_COMMANDS.agent)).toBe("List agents");
});
