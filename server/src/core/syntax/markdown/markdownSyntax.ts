import { createCommandSyntax } from '../shell/commandSyntax';
import type { Syntax } from '../syntax';
import { readMarkdown } from './readMarkdown';

/** Documentation in Markdown, whose fenced blocks contain commands. It is read when it is named, not searched for. */
export const markdown: Syntax = {
  ...createCommandSyntax({
    id: 'markdown',
    languages: ['markdown'],
    extensions: ['.md', '.markdown'],
    read: readMarkdown,
  }),
  onlyWhenNamed: true,
  commentPrefix: undefined,
};
