// The README and the changelog as VS Code shows them for an installed extension. Relative addresses are dead there, so each
// becomes one below the address of the repository, or is left out while package.json has none.

const PICTURE = /!\[([^\]]*)\]\(([^)\s]+)\)/g;
const LINK = /(?<!!)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g;
const IS_ABSOLUTE = /^(?:https?:|#)/;

/**
 * Creates the page of a Markdown file of the root folder.
 * @param {string} markdown
 * @param {string} address of the repository, such as that of a GitHub page; empty if there is none
 */
export function createPage(markdown, address) {
  const base = address.replace(/^git\+/, '').replace(/(?:\.git)?\/?$/, '');
  return address === '' ? removeAddresses(markdown) : addAddresses(markdown, base);
}

/** Removes pictures, with the lines that hold nothing else, and keeps the texts of links. */
const removeAddresses = (markdown) =>
  markdown
    .replace(/^(?:[ \t]*!\[[^\]]*\]\([^)\s:]+\)[ \t]*\n)+/gm, '')
    .replace(PICTURE, (picture, _, target) => (IS_ABSOLUTE.test(target) ? picture : ''))
    .replace(LINK, (link, text, target) => (IS_ABSOLUTE.test(target) ? link : text))
    .replace(/\n{3,}/g, '\n\n');

function addAddresses(markdown, base) {
  const complete = (kind, target) => {
    // `../../issues` leads from the file to a page of the repository, as on its own website.
    const page = /^\.\.\/\.\.\/(.*)$/.exec(target)?.[1];
    return page === undefined ? `${base}/${kind}/HEAD/${target}` : `${base}/${page}`;
  };
  return markdown
    .replace(PICTURE, (picture, text, target) =>
      IS_ABSOLUTE.test(target) ? picture : `![${text}](${complete('raw', target)})`,
    )
    .replace(LINK, (link, text, target) =>
      IS_ABSOLUTE.test(target) ? link : `[${text}](${complete('blob', target)})`,
    );
}
