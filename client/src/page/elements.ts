/** Creates an element. Texts of messages become text nodes only, so that no value of a log is interpreted. */
export function createElement<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Replaces sentences, one paragraph each. Equal ones stay, so that screen readers do not repeat them. */
export function showSentences(parent: HTMLElement, sentences: readonly string[]): void {
  if (sentences.join('\n') === [...parent.children].map(({ textContent }) => textContent).join('\n')) return;
  parent.replaceChildren(...sentences.map((sentence) => createElement('p', {}, sentence)));
}
