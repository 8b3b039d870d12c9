/** Pattern of the names that a shell and an operating system accept for a variable. */
export const VARIABLE_NAME_PATTERN = '^[A-Za-z_][A-Za-z0-9_]*$';

const VARIABLE_NAME = new RegExp(VARIABLE_NAME_PATTERN);

export const isVariableName = (name: string): boolean => VARIABLE_NAME.test(name);

/**
 * Variables that bash itself sets or evaluates. They do not reach a program with the value that they are given, and the
 * value may be run: `export RANDOM='a[$(id)]'` runs `id`, as does any bash that starts with `BASH_ENV='$(id)'`.
 */
const SHELL_VARIABLE =
  /^(?:BASH(?:_\w+|OPTS|PID)?|IFS|PS[0-4]|SHELLOPTS|SHLVL|PWD|OLDPWD|_|E?UID|PPID|GROUPS|S?RANDOM|SECONDS|LINENO|HISTCMD|EPOCH(?:SECONDS|REALTIME)|OPT(?:IND|ERR)|DIRSTACK|FUNCNAME|PIPESTATUS|COMP_WORDBREAKS)$/;

export const isShellVariable = (name: string): boolean => SHELL_VARIABLE.test(name);
