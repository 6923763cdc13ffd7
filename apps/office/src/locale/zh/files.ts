import type { Words } from "../en/en";

export const files: Words["files"] = {
  theFile: "文件",
  contentOf: (name) => `${name} 的内容`,
  noPreview: "此类文件无法在这里显示。请保存后打开。",
  cut: "其余部分未显示。保存文件可查看全部。",
  show: "显示",
  hide: "隐藏",
  diagram: "图表",
  diagramText: "图表文本",
  diagramFailed: "无法绘制此图表。其文本：",
  kinds: {
    image: "图片",
    page: "网页",
    pdf: "PDF",
    diagram: "图表",
    table: "表格",
    markdown: "文档",
    text: "文本",
    other: "文件",
  },
};
