import type { PlatformWords } from "./platform-why.js";

/** Chinese. */
export const platformZh: PlatformWords = {
  faults: {
    unreachable: "无法连接平台",
    rate_limited: "平台要求暂停一会儿",
    permanent: "平台拒绝了一个请求",
    unauthorized: "平台拒绝了登录",
    conflict: "另一个程序正在使用同一个账号",
  },
  steps: {
    check_token: "请检查机器人令牌，或新建一个。",
    botfather: "请从 @BotFather 重新获取令牌。",
    slack_tokens: "请从 https://api.slack.com/apps 重新获取令牌。",
    mail_password:
      "请检查 channels.email 的用户名和密码。许多邮件服务商要求使用应用专用密码，可在账号设置中创建。",
    intent_off: "机器人的 Message Content 权限已被关闭。请重启渠道：没有它也能工作。",
    fewer_servers: "机器人所在的服务器超过了一个连接的上限。请将它移出一些服务器。",
    link: "请重新关联账号：tinyagi channel setup whatsapp",
    open_phone: "请在手机上打开 WhatsApp 查看原因。",
    update_phone: "请更新手机上的 WhatsApp。",
    update_package: "请更新它：npm install -g @tinyagi/channel-whatsapp",
    stop_other: "请停止那个程序。",
    check_proxy: "应答不是来自平台。请检查代理和过滤器，或登录本机所在的网络。",
  },
  said: (fault, words) => `${fault}：${words}`,
  numbered: (phrase, status) => `${phrase}（${status}）`,
  joined: (phrase, step) => `${phrase}。${step}`,
};
