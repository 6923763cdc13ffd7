import type { PlatformWords } from "./platform-why.js";

/** English. */
export const platformEn: PlatformWords = {
  faults: {
    unreachable: "the platform cannot be reached",
    rate_limited: "the platform asks for a pause",
    permanent: "the platform refused a request",
    unauthorized: "the platform refused the login",
    conflict: "another program uses the same account",
  },
  steps: {
    check_token: "Check the bot token, or create a new one.",
    botfather: "Get the token again from @BotFather.",
    slack_tokens: "Get the tokens again from https://api.slack.com/apps.",
    mail_password:
      "Check user and password of channels.email. Many providers want an app password, which you make in the settings of the account.",
    intent_off:
      "The Message Content intent of the bot was turned off. Restart the channel: it works without.",
    fewer_servers: "The bot is in more servers than one connection may serve. Remove it from some.",
    link: "Link the account again: tinyagi channel setup whatsapp",
    open_phone: "Open WhatsApp on its phone to see why.",
    update_phone: "Update WhatsApp on its phone.",
    update_package: "Update it: npm install -g @tinyagi/channel-whatsapp",
    stop_other: "Stop the other program.",
    check_proxy:
      "The answer was not from the platform. Check proxies and filters, or log in to the network of this machine.",
  },
  said: (fault, words) => `${fault}: ${words}`,
  numbered: (phrase, status) => `${phrase} (${status})`,
  joined: (phrase, step) => `${phrase}. ${step}`,
};
