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

/** Creates the variables of a Dockerfile, which its `ARG` and `ENV` set, or of a shell script. */
export function createVariables(kind: keyof typeof ASSIGNMENT_LINE): Variables {
  const values = new Map<string, string>();
  return {
    fill: (line) => {
      const text = line.replace(
        REFERENCE,
        (reference, plain?: string, braced?: string, operator?: string, fallback?: string) => {
          const name = plain ?? braced ?? '';
          if (operator?.endsWith('=') && fallback !== undefined && !values.has(name)) values.set(name, fallback);
          return values.get(name) ?? fallback ?? reference;
        },
      );
      const start = ASSIGNMENT_LINE[kind].exec(text)?.[0].length;
      if (start === undefined || values.size > MAX_VARIABLES) return text;
      for (const [, name = '', double, single, bare] of text.slice(start).matchAll(ASSIGNMENT)) {
        const value = double ?? single ?? bare ?? '';
        if (value.length <= MAX_VALUE_LENGTH) values.set(name, value);
      }
      return text;
    },
  };
}
