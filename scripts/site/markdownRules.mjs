// Rules for the Markdown of the site, for markdown-it.

/** The tags that documents write as HTML. */
const WRITTEN_TAGS = /^(?:<\/?kbd>|<a id="[\w.-]+">|<\/a>|<br>)$/;
const COMMENT = /^<!--[\s\S]*?-->\s*$/;
const ANCHOR_BLOCK = /^<a id="[\w.-]+"><\/a>\s*$/;

/** Shows all other tags as text, whatever a rule, a flag or an example contains. Comments are dropped. */
export function showTagsLiterally(markdown) {
  const { escapeHtml } = markdown.utils;
  markdown.renderer.rules.html_inline = (tokens, index) => {
    const { content } = tokens[index];
    if (COMMENT.test(content)) return '';
    return WRITTEN_TAGS.test(content) ? content : escapeHtml(content);
  };
  markdown.renderer.rules.html_block = (tokens, index) => {
    const { content } = tokens[index];
    if (COMMENT.test(content)) return '';
    return ANCHOR_BLOCK.test(content) ? content : `<p>${escapeHtml(content)}</p>\n`;
  };
}

/** Gives each heading the id that links of the documents use: its words, and a number if a page repeats them. */
export function addHeadingIds(markdown) {
  markdown.core.ruler.push('heading ids', ({ tokens }) => {
    const counts = new Map();
    for (const [index, token] of tokens.entries()) {
      if (token.type !== 'heading_open') continue;
      const words = tokens[index + 1].content
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-');
      const count = counts.get(words) ?? 0;
      counts.set(words, count + 1);
      token.attrSet('id', count === 0 ? words : `${words}-${count}`);
    }
  });
}

/**
 * Links each name of a rule, a flag or a variable in code to its page, except inside links and headings.
 * @param {Map<string, string>} addresses of pages by name
 */
export function linkNames(markdown, addresses) {
  const renderCode = markdown.renderer.rules.code_inline;
  markdown.renderer.rules.code_inline = (tokens, index, options, env, self) => {
    const code = renderCode(tokens, index, options, env, self);
    const address = addresses.get(tokens[index].content.replace(/^--/, ''));
    if (address === undefined || isInLink(tokens, index)) return code;
    return `<a href="${pathToRoot(env.page.url)}${address}.html">${code}</a>`;
  };
}

function isInLink(tokens, index) {
  const before = tokens.slice(0, index);
  const count = (type) => before.filter((token) => token.type === type).length;
  return count('link_open') > count('link_close');
}

/** The relative path from a page to the root of the site, so that the site works at any address. */
export const pathToRoot = (url) => '../'.repeat(url.split('/').length - 2);
