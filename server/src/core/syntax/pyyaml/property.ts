import {
  codeAt,
  type Input,
  isBlankOrEnd,
  isNameCharacter,
  isSpaceOrEnd,
  Refused,
  shown,
  skipRestOfLine,
  skipSpaces,
  skipToBreak,
} from './input';

/** What may stand in front of a value, anchors and tags, and in front of a document, as PyYAML's scanner reads it. */

const MAY_FOLLOW_ANCHOR = '?:,]}%@`';

/** The name of an anchor or of an alias, behind its `&` or `*`. */
export function anchorName(input: Input): string {
  const from = ++input.at;
  while (isNameCharacter(codeAt(input))) input.at++;
  const next = codeAt(input);
  if (input.at === from || !(isBlankOrEnd(next) || MAY_FOLLOW_ANCHOR.includes(String.fromCharCode(next)))) {
    throw new Refused(`${shown(input)} cannot stand in the name of an anchor`, input.at);
  }
  return input.text.slice(from, input.at);
}

interface Tag {
  /** `!`, `!!` or `!name!`; undefined where the tag is written out. */
  handle: string | undefined;
  suffix: string;
}

export function tagOf(input: Input): Tag {
  const next = input.text.charCodeAt(input.at + 1);
  const tag = isBlankOrEnd(next) ? bareTag(input) : next === 60 ? fullTag(input) : shortTag(input);
  if (!isSpaceOrEnd(codeAt(input))) throw new Refused(`a blank has to follow the tag, not ${shown(input)}`, input.at);
  return tag;
}

function bareTag(input: Input): Tag {
  input.at++;
  return { handle: undefined, suffix: '!' };
}

function fullTag(input: Input): Tag {
  input.at += 2;
  const suffix = uri(input);
  if (codeAt(input) !== 62) throw new Refused('the tag is not closed by `>`', input.at);
  input.at++;
  return { handle: undefined, suffix };
}

function shortTag(input: Input): Tag {
  let at = input.at + 1;
  let code = input.text.charCodeAt(at);
  while (code !== 33 && !isSpaceOrEnd(code)) code = input.text.charCodeAt(++at);
  if (code !== 33) {
    input.at++;
    return { handle: '!', suffix: uri(input) };
  }
  return { handle: tagHandle(input), suffix: uri(input) };
}

function tagHandle(input: Input): string {
  const from = input.at;
  if (codeAt(input) !== 33) throw new Refused(`a tag begins with \`!\`, not with ${shown(input)}`, input.at);
  input.at++;
  if (codeAt(input) !== 32) {
    while (isNameCharacter(codeAt(input))) input.at++;
    if (codeAt(input) !== 33) throw new Refused(`${shown(input)} cannot stand in a tag`, input.at);
    input.at++;
  }
  return input.text.slice(from, input.at);
}

const URI = /[0-9A-Za-z\-;/?:@&=+$,_.!~*'()[\]%]*/y;

function uri(input: Input): string {
  URI.lastIndex = input.at;
  const written = URI.exec(input.text)?.[0] ?? '';
  if (written === '') throw new Refused(`${shown(input)} cannot stand in a tag`, input.at);
  const from = input.at;
  input.at += written.length;
  try {
    return decodeURIComponent(written);
  } catch {
    throw new Refused('an escape in the tag is no UTF-8', from);
  }
}

/** `%YAML 1.1`, `%TAG ! prefix`, or any other line that begins with a percent sign. */
export interface Directive {
  name: string;
  handle: string;
  /** The prefix of a tag handle, or the major version. */
  value: string;
}

export function directiveOf(input: Input): Directive {
  const from = ++input.at;
  while (isNameCharacter(codeAt(input))) input.at++;
  const name = input.text.slice(from, input.at);
  if (name === '' || !isSpaceOrEnd(codeAt(input))) {
    throw new Refused(`${shown(input)} cannot stand in the name of a directive`, input.at);
  }
  const directive: Directive = { name, handle: '', value: '' };
  if (name === 'YAML') directive.value = version(input);
  else if (name === 'TAG') {
    skipSpaces(input);
    directive.handle = tagHandle(input);
    if (codeAt(input) !== 32) throw new Refused(`a blank has to follow, not ${shown(input)}`, input.at);
    skipSpaces(input);
    directive.value = uri(input);
    if (!isSpaceOrEnd(codeAt(input))) throw new Refused(`a blank has to follow, not ${shown(input)}`, input.at);
  } else skipToBreak(input);
  skipRestOfLine(input, 'a directive');
  return directive;
}

function version(input: Input): string {
  skipSpaces(input);
  const written = /^(\d+)\.(\d+)/.exec(input.text.slice(input.at, input.at + 40));
  if (!written) throw new Refused('a version such as 1.1 has to follow', input.at);
  input.at += written[0].length;
  if (!isSpaceOrEnd(codeAt(input))) throw new Refused(`${shown(input)} cannot stand in a version`, input.at);
  return String(Number(written[1]));
}
