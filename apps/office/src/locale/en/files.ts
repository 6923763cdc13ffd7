/** Files of agents, drawn. */
export const files = {
  theFile: "The file",
  contentOf: (name: string) => `Content of ${name}`,
  noPreview: "This kind of file is not shown here. Save it to open it.",
  cut: "The rest is not shown. Save the file to see all of it.",
  show: "Show",
  hide: "Hide",
  diagram: "Diagram",
  diagramText: "Text of the diagram",
  diagramFailed: "This diagram cannot be drawn. Its text:",
  kinds: {
    image: "Picture",
    page: "Page",
    pdf: "PDF",
    diagram: "Diagram",
    table: "Table",
    markdown: "Document",
    text: "Text",
    other: "File",
  },
};
