import type { Word } from 'unbash';
import type { Scope } from './scope';
import { setUnknown } from './scope';

/** Files of tools, which set what the tool needs and leave a script's own variables alone. */
const TOOL_SCRIPT =
  /(?:^|\/)(?:activate|conda\.sh|mamba\.sh|set_?env\.sh|setvars\.sh|vars\.sh|modules?\.sh|lmod\.sh|init\/bash|nvm\.sh)["']?$/;

const TOOL_VARIABLES = /^(?:VIRTUAL_ENV|_?CONDA|MAMBA|ASCEND|ATB_|CUDA_HOME|[A-Z]*PATH$|PYTHON|PS1$)/;

/** `source FILE`: whatever was set before, the file may set to something else, export or take away. */
export function sourceFile(file: Word | undefined, scope: Scope): void {
  if (!file) return;
  const isToolScript = TOOL_SCRIPT.test(file.text);
  for (const name of scope.variables.toMap().keys()) {
    if (isToolScript && !TOOL_VARIABLES.test(name)) continue;
    setUnknown(scope, name);
    const variable = scope.variables.get(name);
    if (variable && /^[A-Za-z_]/.test(name)) scope.variables.set(name, { ...variable, exported: undefined });
  }
}
