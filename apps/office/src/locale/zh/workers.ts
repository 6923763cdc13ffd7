import type { Words } from "../en/en";

export const workers: Words["workers"] = {
  title: "工作机",
  text: "工作机是运行部分智能体的另一台机器：家用服务器、台式机、租用的 GPU 主机。TinyAGI 本身、你的渠道和本页面留在原处。",
  none: "没有其他机器为你工作。所有智能体都在 TinyAGI 的机器上运行。",
  engine: {
    none: "首先：引擎",
    noneText:
      "各机器通过双方都能连接的 Redis（7.0 起）或 Valkey 服务器交换消息。如果 TinyAGI 的机器上装有 valkey-server 或 redis-server，此命令会让 TinyAGI 自己运行一个。",
    ready: (url, version, ms) => `引擎 ${url}，版本 ${version}，响应时间 ${ms} 毫秒。`,
    refused: (url) => `引擎 ${url} 无法使用。其他机器上的智能体正在等待。`,
    changed: "设置中的引擎已更改。重启后 TinyAGI 才会使用它，否则其他机器上的运行将无法返回。",
    unreachable: (url) => `无法连接引擎 ${url}。其他机器上的智能体正在等待。`,
  },
  machine: {
    noPrograms: "那里没有安装智能体程序。",
    login: { present: "已登录", missing: "未登录", unknown: "登录状态未知" },
    free: (amount) => `剩余 ${amount}`,
    there: "在那台机器上：",
    lacks: {
      program: {
        missing: (program, agents) => `那里没有安装 ${program}，${agents} 无法工作。`,
        broken: (program, agents) => `那里的 ${program} 无法运行，${agents} 无法工作。`,
      },
      login: (program, agents) => `${program} 在那里未登录。使用它的有：${agents}。`,
      tool: (tool) => `那里没有安装 ${tool}，智能体会在没有沙箱的情况下工作，或无法工作。`,
      clock: (seconds, isAhead) =>
        `它的时钟比 TinyAGI ${isAhead ? "快" : "慢"} ${seconds} 秒：日志和文件中的时间不正确。`,
      disk: (amount) => `它的磁盘只剩 ${amount}。`,
    },
  },
  states: {
    online: "在线",
    full: "在线，名额已满",
    draining: "不再接收新的运行",
    away: "离线",
    invited: "已邀请",
    absent: "未加入",
  },
  runs: (live, slots) => `${live} 个运行，共 ${slots} 个名额`,
  noAgents: "没有智能体在那里工作。",
  joined: "加入于",
  release: (release) => `TinyAGI ${release}`,
  otherRelease:
    "它的版本与这里的 TinyAGI 不同。请在那台机器上更新：tinyagi update；tinyagi worker stop；tinyagi worker start",
  until: "邀请码有效期至",
  awayHelp: (agents) =>
    `${agents === 0 ? "" : "它的智能体正在等待。"}在那台机器上启动它：tinyagi worker start`,
  absentHelp: (command) => `还没有机器加入，也没有有效的邀请码。创建邀请码：${command}`,
  drain: "停止新运行",
  drainNamed: (name) => `不再在 ${name} 上开始新的运行`,
  resume: "恢复",
  resumeNamed: (name) => `重新在 ${name} 上开始新的运行`,
  remove: "移除",
  removeNamed: (name) => `移除工作机 ${name}`,
  removeTitle: (name) => `移除工作机 ${name}？`,
  removeText: (runs) =>
    runs === 0
      ? "它的凭据将失效。要再次使用这台机器，请重新邀请。"
      : `它的凭据将失效，那里的 ${runs} 个运行会结束且没有结果。`,
  removeInUse: (agents) => `有 ${agents} 个智能体在那里工作，因此无法移除。请先把它们迁移到其他机器。`,
  invite: "邀请一台机器",
  inviteText:
    "在 TinyAGI 的机器上运行此命令。它会打印一条用于另一台机器的命令，其中的邀请码只能使用一次，十分钟内有效。页面无法获得邀请码，因为它会让机器加入。",
  name: "机器名称",
  place: {
    title: "位置",
    here: "本机",
    text: "它工作的机器。它的文件会随之迁移，下一次运行开始新会话，迁移期间不会开始任何工作。",
    move: (to) => `迁移到${to}`,
    states: {
      waiting: (_from, to) => `它将迁移到${to}。`,
      copying: (_from, to) => `正在把它的文件复制到${to}。`,
      checking: (_from, to) => `正在核对${to}上的副本与原件。`,
      switching: (_from, to) => `正在切换到${to}。`,
      undoing: (from) => `正在回到${from}。`,
      done: (from, to) => `它已从${from}迁移到${to}。`,
      failed: (from) => `它留在${from}：迁移失败。`,
      cancelled: (from) => `它留在${from}：迁移已取消。`,
      undone: (from) => `它已回到${from}：迁移已撤销。`,
    },
    waits: {
      runs: "它在等待自己的运行结束。",
      machine: "它在等待一台无法连接的机器。",
    },
    crossed: (files, size) => `${files} 个文件，${size}`,
    cancel: "取消迁移",
    undo: "撤销迁移",
    undoText: "它将继续使用保留的文件夹。此后所做的工作留在另一台机器上。",
  },
};
