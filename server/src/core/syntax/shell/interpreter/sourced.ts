import type { Word } from 'unbash';
import { type Scope, setUnknown } from './scope';

/** Setup files of tools, which set the variables of the tool and leave those of the script unchanged. */
const TOOL_SCRIPT =
  /(?:^|\/)(?:activate|conda\.sh|mamba\.sh|set_?env\.sh|setvars\.sh|vars\.sh|modules?\.sh|lmod\.sh|init\/bash|nvm\.sh)["']?$/;

const TOOL_VARIABLES = /^(?:VIRTUAL_ENV|_?CONDA|MAMBA|ASCEND|ATB_|CUDA_HOME|[A-Z]*PATH$|PYTHON|PS1$)/;

/** Runs `source FILE`: the file may set, export or unset any variable. */
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
