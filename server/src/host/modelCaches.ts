import type { PlatformPath } from 'node:path';

/** Variables of an environment, some of which move caches. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The folder in which Hugging Face keeps one folder for each model. */
export const huggingFaceHubOf = (variables: Variables, home: string, path: PlatformPath): string =>
  variables.HF_HUB_CACHE ??
  variables.HUGGINGFACE_HUB_CACHE ??
  path.join(
    variables.HF_HOME ?? path.join(variables.XDG_CACHE_HOME ?? path.join(home, '.cache'), 'huggingface'),
    'hub',
  );

/** The folders in which ModelScope keeps models, in the order in which it searches them. */
export function listModelScopeRoots(variables: Variables, home: string, path: PlatformPath): string[] {
  const cache = variables.MODELSCOPE_CACHE;
  return cache ? [cache, path.join(cache, 'hub')] : [path.join(home, '.cache', 'modelscope', 'hub')];
}
