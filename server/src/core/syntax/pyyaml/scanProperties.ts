import {
  codeAt,
  describeCharacter,
  type Input,
  isNameCharacter,
  isSpaceOrEnd,
  isWhitespaceOrEnd,
  ParseError,
  skipRestOfLine,
  skipSpaces,
  skipToLineBreak,
} from './input';

/** Anchors and tags before a value, and directives before a document, as PyYAML's scanner reads them. */

const MAY_FOLLOW_ANCHOR = '?:,]}%@`';

/** Scans the name of an anchor or an alias, after its `&` or `*`. */
export function scanAnchorName(input: Input): string {
  const from = ++input.at;
  while (isNameCharacter(codeAt(input))) input.at++;
  const next = codeAt(input);
  if (input.at === from || !(isWhitespaceOrEnd(next) || MAY_FOLLOW_ANCHOR.includes(String.fromCharCode(next)))) {
    throw new ParseError(`${describeCharacter(input)} is not allowed in the name of an anchor`, input.at);
  }
  return input.text.slice(from, input.at);
}

interface Tag {
  /** `!`, `!!` or `!name!`; undefined for a verbatim tag. */
  handle: string | undefined;
  suffix: string;
}

export function scanTag(input: Input): Tag {
  const next = input.text.charCodeAt(input.at + 1);
  const tag = isWhitespaceOrEnd(next)
    ? scanBareTag(input)
    : next === 60
      ? scanVerbatimTag(input)
      : scanTagShorthand(input);
  if (!isSpaceOrEnd(codeAt(input)))
    throw new ParseError(`a space must follow the tag, not ${describeCharacter(input)}`, input.at);
  return tag;
}

function scanBareTag(input: Input): Tag {
  input.at++;
  return { handle: undefined, suffix: '!' };
}

function scanVerbatimTag(input: Input): Tag {
  input.at += 2;
  const suffix = scanTagUri(input);
  if (codeAt(input) !== 62) throw new ParseError('the tag is not closed by `>`', input.at);
  input.at++;
  return { handle: undefined, suffix };
}

function scanTagShorthand(input: Input): Tag {
  let at = input.at + 1;
  let code = input.text.charCodeAt(at);
  while (code !== 33 && !isSpaceOrEnd(code)) code = input.text.charCodeAt(++at);
  if (code !== 33) {
    input.at++;
    return { handle: '!', suffix: scanTagUri(input) };
  }
  return { handle: scanTagHandle(input), suffix: scanTagUri(input) };
}

function scanTagHandle(input: Input): string {
  const from = input.at;
  if (codeAt(input) !== 33)
    throw new ParseError(`a tag begins with \`!\`, not with ${describeCharacter(input)}`, input.at);
  input.at++;
  if (codeAt(input) !== 32) {
    while (isNameCharacter(codeAt(input))) input.at++;
    if (codeAt(input) !== 33) throw new ParseError(`${describeCharacter(input)} is not allowed in a tag`, input.at);
    input.at++;
  }
  return input.text.slice(from, input.at);
}

const URI = /[0-9A-Za-z\-;/?:@&=+$,_.!~*'()[\]%]*/y;

function scanTagUri(input: Input): string {
  URI.lastIndex = input.at;
  const written = URI.exec(input.text)?.[0] ?? '';
  if (written === '') throw new ParseError(`${describeCharacter(input)} is not allowed in a tag`, input.at);
  const from = input.at;
  input.at += written.length;
  try {
    return decodeURIComponent(written);
  } catch {
    throw new ParseError('an escape in the tag is not valid UTF-8', from);
  }
}

/** `%YAML 1.1`, `%TAG ! prefix`, or any other line that begins with a percent sign. */
export interface YamlDirective {
  name: string;
  handle: string;
  /** The prefix of a tag handle, or the major version. */
  value: string;
}

export function scanDirective(input: Input): YamlDirective {
  const from = ++input.at;
  while (isNameCharacter(codeAt(input))) input.at++;
  const name = input.text.slice(from, input.at);
  if (name === '' || !isSpaceOrEnd(codeAt(input))) {
    throw new ParseError(`${describeCharacter(input)} is not allowed in the name of a directive`, input.at);
  }
  const directive: YamlDirective = { name, handle: '', value: '' };
  if (name === 'YAML') directive.value = scanYamlVersion(input);
  else if (name === 'TAG') {
    skipSpaces(input);
    directive.handle = scanTagHandle(input);
    if (codeAt(input) !== 32) throw new ParseError(`a space must follow, not ${describeCharacter(input)}`, input.at);
    skipSpaces(input);
    directive.value = scanTagUri(input);
    if (!isSpaceOrEnd(codeAt(input)))
      throw new ParseError(`a space must follow, not ${describeCharacter(input)}`, input.at);
  } else skipToLineBreak(input);
  skipRestOfLine(input, 'a directive');
  return directive;
}

function scanYamlVersion(input: Input): string {
  skipSpaces(input);
  const written = /^(\d+)\.(\d+)/.exec(input.text.slice(input.at, input.at + 40));
  if (!written) throw new ParseError('a version such as 1.1 must follow', input.at);
  input.at += written[0].length;
  if (!isSpaceOrEnd(codeAt(input)))
    throw new ParseError(`${describeCharacter(input)} is not allowed in a version`, input.at);
  return String(Number(written[1]));
}
