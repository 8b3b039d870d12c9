import type { Word } from 'unbash';
import type { Scope } from './scope';
import { setUnknown } from './scope';

/** Files of tools, which set what the tool needs and leave a script's own variables alone. */
const OF_TOOLS =
  /(?:^|\/)(?:activate|conda\.sh|mamba\.sh|set_?env\.sh|setvars\.sh|vars\.sh|modules?\.sh|lmod\.sh|init\/bash|nvm\.sh)["']?$/;

const SET_BY_TOOLS = /^(?:VIRTUAL_ENV|_?CONDA|MAMBA|ASCEND|ATB_|CUDA_HOME|[A-Z]*PATH$|PYTHON|PS1$)/;

/** `source FILE`: whatever was set before, the file may set to something else, export or take away. */
export function sourced(file: Word | undefined, scope: Scope): void {
  if (!file) return;
  const isOfTool = OF_TOOLS.test(file.text);
  for (const name of scope.variables.all().keys()) {
    if (isOfTool && !SET_BY_TOOLS.test(name)) continue;
    setUnknown(scope, name);
    const variable = scope.variables.get(name);
    if (variable && /^[A-Za-z_]/.test(name)) scope.variables.set(name, { ...variable, exported: undefined });
  }
}
