/** Converts Markdown of our own to text for an editor that shows no Markdown: without marks, links and fences. */
export const toPlainText = (markdown: string): string =>
  markdown
    .split('\n')
    .filter((line) => !/^\s*```/.test(line))
    .map((line) =>
      line
        .replace(/\[([^\][]{1,300})\]\([^()[\]\s]{1,1000}\)/g, '$1')
        .replace(/\*\*([^*]{1,300})\*\*/g, '$1')
        .replace(/\\(?=[<>*_`\\[\]])/g, ''),
    )
    .join('\n');
