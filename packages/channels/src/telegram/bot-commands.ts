/** The menu of the bot. A tap on an entry sends the bare command, so only commands that work alone are in it. */
import { CHAT_COMMANDS, type ChatCommand, menuText } from "@tinyagi/contracts";
import type { BotCommand } from "grammy/types";

export const BOT_COMMANDS: readonly BotCommand[] = Object.entries<ChatCommand>(CHAT_COMMANDS)
  .filter(([, { worksAlone }]) => worksAlone)
  .map(([command, row]) => ({ command, description: menuText(row) }));
