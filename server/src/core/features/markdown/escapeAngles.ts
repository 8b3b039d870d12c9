/**
 * Escapes `<` outside of code spans. Markdown takes `<model name>` for a tag of HTML, which an editor does not show.
 */
export const escapeAngles = (markdown: string): string =>
  markdown.replaceAll(/`[^`\n]*`|\\?</g, (part) => (part === '<' ? '\\<' : part));
