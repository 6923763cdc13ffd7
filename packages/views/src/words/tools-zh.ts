import type { ToolWords } from "./tool-words.js";

const say = (alone: string, verb: string) => ({ alone, with: (about: string) => `${verb} ${about}` });

export const tools: ToolWords = {
  acts: {
    run: say("运行命令", "运行"),
    read: say("读取文件", "读取"),
    write: say("写入文件", "写入"),
    edit: say("编辑文件", "编辑"),
    list: say("列出文件", "列出"),
    find_files: say("查找文件", "查找文件："),
    search: say("搜索文件内容", "在文件中搜索"),
    fetch: say("打开网页", "打开"),
    search_web: say("搜索网络", "搜索网络："),
    steps: say("更新步骤列表", "更新步骤列表："),
    read_steps: say("读取步骤列表", "读取步骤列表："),
    spawn: say("启动子智能体", "启动子智能体："),
    ask: say("询问", "询问："),
    message: say("发送消息", "发送消息给"),
    remember: say("记住一件事", "记住："),
    recall: say("搜索记忆", "搜索记忆："),
    create_task: say("创建任务", "创建任务："),
    update_task: say("更新任务", "更新任务"),
    send_file: say("发送文件", "发送文件"),
    schedule: say("设置计划", "设置计划："),
    skill: say("使用技能", "使用技能"),
    output: say("读取运行中命令的输出", "读取运行中命令的输出"),
    type: say("向运行中的命令输入", "向运行中的命令输入："),
    end: say("结束运行中的命令", "结束运行中的命令"),
  },
  uses: (tool) => `使用 ${tool}`,
  usesOf: (tool, server) => `使用 ${server} 的 ${tool}`,
};
