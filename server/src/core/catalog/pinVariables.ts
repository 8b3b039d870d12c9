/** The variables of a text that is read line by line. */
export interface Variables {
  /** Substitutes the known variables in a line, and records those that it sets. */
  fill: (line: string) => string;
}

/** Limit of the value of a variable, in characters: no release is longer. Variables made of others could grow with every line. */
const MAX_VALUE_LENGTH = 200;
const MAX_VARIABLES = 1000;
const REFERENCE = /\$(?:(\w+)|\{(\w+)(?:(:?[-=])([^}$]{0,100})|[^\w}$=-][^}$]{0,100})?\})/g;
const ASSIGNMENT_LINE = {
  dockerfile: /^\s*(?:ARG|ENV)\s/i,
  script: /^\s*(?:(?:export|readonly|local|declare|typeset)\s+(?:-\w+\s+)*)?(?=\w+=)/,
} as const;
const ASSIGNMENT = /(?<!\w)(\w+)(?:=|\s+)(?:"([^"]*)"|'([^']*)'|([^\s"';&|]+))/g;

/** A substitution whose result is its argument. */
const ECHOED = /\$\((?:echo|printf\s+["']?%[sq]["']?)\s+["']?([\w.+-]+)["']?\s*\)/g;
const OTHER_ASSIGNMENTS: readonly RegExp[] = [
  /^\s*read\s+(?:-r\s+)?(\w+)()\s*<<<\s*["']?([\w.+-]+)["']?\s*$/,
  /^\s*printf\s+-v\s+(\w+)\s+["']?([^"'%\s]{0,40})%[sq]["']?\s+["']?([\w.+-]+)["']?\s*$/,
  /^\s*for\s+(\w+)()\s+in\s+["']?([\w.+-]+)["']?\s*$/,
];

/** Creates the variables of a Dockerfile, which its `ARG` and `ENV` set, or of a shell script. */
export function createVariables(kind: keyof typeof ASSIGNMENT_LINE): Variables {
  const values = new Map<string, string>();
  const fill = (line: string): string => {
    const text = line
      .replace(ECHOED, '$1')
      .replace(REFERENCE, (reference, plain?: string, braced?: string, operator?: string, fallback?: string) => {
        const name = plain ?? braced ?? '';
        if (operator?.endsWith('=') && fallback !== undefined && !values.has(name)) values.set(name, fallback);
        return values.get(name) ?? fallback ?? reference;
      });
    const start = ASSIGNMENT_LINE[kind].exec(text)?.[0].length;
    if (start === undefined || values.size > MAX_VARIABLES) return text;
    for (const [, name = '', double, single, bare] of text.slice(start).matchAll(ASSIGNMENT)) {
      const value = double ?? single ?? bare ?? '';
      if (value.length <= MAX_VALUE_LENGTH) values.set(name, value);
    }
    return text;
  };
  return kind === 'dockerfile'
    ? { fill }
    : {
        fill: (line) =>
          line
            .split(/(;|&&)/)
            .map((part) => fill(recordOther(part, values)))
            .join(''),
      };
}

/** Records the variable that another command than an assignment sets: `read`, `printf -v`, and `for` over one value. */
function recordOther(command: string, values: Map<string, string>): string {
  for (const pattern of OTHER_ASSIGNMENTS) {
    const [, name, prefix = '', value = ''] = pattern.exec(command) ?? [];
    if (name !== undefined) values.set(name, prefix + value);
  }
  const [, parameters] = /^\s*set\s+--\s+(\S.*)/.exec(command) ?? [];
  if (parameters !== undefined)
    for (const [index, word] of parameters.split(/\s+/).slice(0, 9).entries()) values.set(`${index + 1}`, word);
  return command;
}
